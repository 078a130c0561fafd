-- name: masked(words)
-- A free text without numbers that lead to a person: identity cards (18 or 15 digits), mobile telephones with or
-- without blanks and hyphens, landlines with their area code; digits of full width are read as such. The twin of
-- data/staging/personal.py; a test holds the two equal.
-- returns: words VARCHAR
regexp_replace(
    regexp_replace(
        regexp_replace(
            translate(words, '０１２３４５６７８９－＋', '0123456789-+'),
            '[1-9][0-9]{5}(?:(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})',
            '〔证件号已隐去〕', 'g'
        ),
        '(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]){8}',
        '〔电话已隐去〕', 'g'
    ),
    '\(?0[1-9][0-9]{1,2}\)?[ -]?[2-9](?:[ -]?[0-9]){6,7}',
    '〔电话已隐去〕', 'g'
)
