-- name: file_names()
-- Names of the files of both releases.
-- returns: side VARCHAR, file_id INTEGER, name VARCHAR
select 'old' as side, file_id, name from old_release.source_file
union all
select 'new', file_id, name from new_release.source_file
order by side, file_id
