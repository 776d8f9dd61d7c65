from __future__ import annotations

import pytest

from livetweet.inbox.alarm import alarms

ALARMS = [
    "Le son est très faible au fond de la salle Curie, on n’entend pas les questions.",
    "On n'entend rien au fond",
    "@pyconexemple on entend mal l’oratrice",
    "Pas de son sur le direct !",
    "plus de wifi en salle B",
    "Le micro ne marche pas",
    "Le stream est coupé depuis 5 minutes",
    "les diapos sont illisibles depuis le fond",
    "L’écran est en panne",
    "Le direct est figé",
    "je ne vois rien, trop petit",
    "La porte de la salle Turing est fermée, nous sommes dehors",
    "La salle est pleine, on peut ouvrir l’autre ?",
    "Quelqu’un a fait un malaise au premier rang",
    "J’ai été harcelée à l’entrée",
    "Can't hear anything at the back",
    "cannot hear the questions, can you repeat them?",
    "We can’t see the slides on the stream",
    "No sound on the livestream",
    "The stream is down",
    "the mic keeps cutting out",
    "Sound is too low in room B",
    "The captions are out of sync",
    "The video has frozen",
    "The microphone isn't working",
    "I can’t read the code from here",
    "the room is full, people are standing in the doorway",
    "Somebody fainted near the coffee",
    "Door of room 3 is locked",
    "We need a doctor in the Ada room",
    "Appelez les secours, salle Curie",
    "I was harassed at the entrance",
    "Plus de places dans la salle B",
    "No video since 10:15",
]
CALM = [
    "",
    "Merci pour ce super talk !",
    "Le son de cette guitare, quelle merveille",
    "Great sound, great slides!",
    "Is there a recording?",
    "Les diapos sont en ligne ?",
    "No idea how they did it without a database",
    "pas de souci, à demain",
    "On entend souvent dire que le cache est facile",
    "I can't wait to see the next one",
    "I can't see why this would scale",
    "The demo broke and it was still brilliant",
    "Will the video be published?",
    "La vidéo est disponible où ?",
    "Le direct est super, merci",
    "This stream of events is never empty, right?",
    "the room was lovely",
    "How do you stream video without buffering in the browser?",
    "Il n’y a pas de question bête",
    "https://example.org/no-sound",
    "#NoSound @pas_de_son",
    "Loud and clear",
    "The room is full of smiles today, great keynote",
    "No sound bites please",
    "first aid for your legacy code",
    "No mic drop?",
    "On n’entend pas souvent un si bon talk",
    "The feed has been very low latency",
    "How do you handle harassment on the platform?",
    "Comment les pompiers utilisent-ils vos cartes ?",
    "Why is there no feed of this room on the website?",
    "La salle est pleine de sourires",
    "Without video this would not have worked",
    "Comment coupez-vous le flux de données ?",
]


@pytest.mark.parametrize("text", ALARMS)
def test_what_cannot_wait_is_told(text: str) -> None:
    assert alarms(text)


@pytest.mark.parametrize("text", CALM)
def test_what_can_wait_is_not(text: str) -> None:
    assert not alarms(text)
