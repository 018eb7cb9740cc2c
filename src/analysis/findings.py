"""Sentences that say what the data shows."""
def title(name,rows,lang,root): return "仮題"
def why_no_progress(row,words): return "理由"
def why_no_outlook(words): return "理由"
