"""Labelled rows small enough to check by eye."""

from bot.benchmark.rows import LabelledText

TRAIN = [
    LabelledText("train", text, intent)
    for intent, texts in {
        "pay": ["what is the salary", "how much does it pay", "salary of the role"],
        "stages": ["how many interview rounds", "interview stages", "rounds of the interview"],
        "skills": ["which skills are needed", "what should i learn", "skills for the job"],
    }.items()
    for text in texts
]
STRANGER = LabelledText("test", "purple elephants dancing", None)
TEST = [
    LabelledText("test", "salary of the job", "pay"),
    LabelledText("test", "interview rounds", "stages"),
    LabelledText("test", "which skills should i learn", "skills"),
    STRANGER,
]
