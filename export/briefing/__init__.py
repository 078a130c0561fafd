"""The files of a meeting pack, each made of one `views.briefing.model.BriefingView` and of nothing else."""
