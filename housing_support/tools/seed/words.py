"""What the invented people, streets and reports of the seeded world are made of."""

from random import Random


def listed(words: str, *, separator: str = " ") -> list[str]:
    return words.split(separator)


SURNAMES = listed(
    "Abadie Achour Adam Aït-Ali Albert Alonso Alvarez Amar Amrani Andrieu Antoine Arnaud Aubert Azzouz Ba Bah "
    "Baptiste Barbier Barry Barthès Baudouin Belaïd Belkacem Benali Benoît Bernard Berthelot Bertin Besson Blanc "
    "Bonnet Bouchet Boulanger Bourgeois Boyer Brun Brunet Camara Carpentier Castaing Cazals Cazenave Charpentier "
    "Chevalier Cissé Clément Colin Collet Cordier Costa Couderc Coulibaly Cros Da-Silva Dedieu Delmas Delpech Denis "
    "Deschamps Diallo Diarra Dias Diop Dos-Santos Dubois Dufour Dumas Dupont Dupuy Durand Duval Estève Fabre Faure "
    "Fernandes Ferreira Fofana Fontaine Fournier Fofanah François Garcia Garnier Gauthier Gérard Gil Girard Gomes "
    "Gomez Gonzalez Granier Guérin Guillaume Haddad Hamdi Henry Hernandez Hubert Ibrahim Jacquet Jean Joly Kaba "
    "Kanté Keïta Khelifi Konaté Koné Lacaze Lacoste Lafont Lagarde Lambert Laporte Laurent Leclerc Lefèvre Legrand "
    "Lemaire Lopes Lopez Louis Maillard Marchand Marie Marques Martin Martinez Martins Marty Masson Mathieu Maurel "
    "Mendes Mercier Meunier Meyer Michel Moreau Morel Moreno Morin Muller Navarro Ndiaye Nguyen Noël Olivier Ortega "
    "Ouattara Pages Pelissier Pereira Perez Perrin Petit Philippe Picard Pinto Pons Pujol Ramos Rey Ribeiro Richard "
    "Rivière Robert Rodrigues Roger Roques Rousseau Roux Ruiz Saïdi Sanchez Sarr Schmitt Sène Serrano Sidibé Silva "
    "Simon Sissoko Soares Soulé Sow Sylla Tavares Teixeira Thomas Torres Touré Traoré Valette Vasseur Vialle Vidal "
    "Vieira Vincent Weber Yilmaz Zerrouki Zidane"
)
ROOTS = listed(
    "Abel Alm Ard Asp Aub Bal Bar Baud Bel Ber Bol Bord Brac Cab Cal Cam Cant Carb Cast Cav Chal Cham Clar Col Corb "
    "Coss Dalm Dard Del Dess Dor Duc Elb Escal Esp Fab Far Ferr Flor Font Fram Gabar Gal Gar Gaub Gil Gour Gran Hug "
    "Isal Jaub Jol Lab Lam Larr Laur Lav Lom Lur Mag Mal Mar Mass Maz Mir Mont Mor Nav Nog Oliv Pal Par Pech Per Pin "
    "Pouj Puj Rab Ram Ris Roc Rouq Sab Sal San Sarr Seg Ser Sol Tar Ter Til Tour Val Vay Verg Vil Viv"
)
ENDINGS = listed(
    "ac acque ade agne ains aire al alin ane anne ant ard aret as asse at aud aval ay eau el elle enc ens er ères "
    "ert ès et eul eux iac ié ières iès iette ignan igues illac illon in ique is isson ol olle on onne orel ot ou "
    "oux uc uel ué ul ures us ye"
)
FIRST_NAMES = listed(
    "Adama Adèle Agnès Aïcha Alain Alice Aline Amina Amir André Anissa Anna Antoine Arthur Assia Aya Bakary Bilal "
    "Camille Carla Catherine Cédric Chantal Claire Clara David Denise Diego Djamila Élodie Emma Enzo Éric Esther Eva "
    "Farid Fatima Fatou Florence Francis Gabriel Gaëlle Georges Hakim Hana Hélène Hugo Ibrahim Ilyes Inès Ismaël "
    "Jade Jamila Jeanne Joël Jonas José Julie Karim Kévin Khadija Laura Léa Leïla Léo Lina Linda Louis Lucas Lucie "
    "Maël Malik Mamadou Manon Marc Maria Marion Martine Mehdi Mélanie Michel Mila Mohamed Mona Monique Moussa Myriam "
    "Nadège Nadia Naïm Nathan Nicole Nina Nora Océane Olga Omar Oumar Patrick Paul Paula Pauline Pierre Rachid Rania "
    "Raphaël Rayan Rémi René Rita Robin Rosa Sabrina Salim Salomé Samia Samir Sandra Sara Serge Simone Sofia Sonia "
    "Soraya Sylvie Thérèse Théo Thomas Tiago Tom Valérie Véronique Victor Yacine Yann Yasmine Yves Zoé Zora"
)
STREET_KINDS = ("rue", "rue", "rue", "rue", "avenue", "avenue", "allée", "boulevard", "chemin", "impasse", "place")
STREET_NAMES = listed(
    "des Acacias|de l’Ancienne-École|de l’Aqueduc|des Arènes|de l’Arsenal|des Aubépines|des Augustins|du Bac|"
    "de la Balance|des Bleuets|du Bois-Vert|de Bordeaux|des Briques|du Canal|des Capucins|de Castres|des Cerisiers|"
    "des Chalets|des Champs|du Château-d’Eau|des Châtaigniers|de la Cloche|du Colombier|des Coquelicots|"
    "des Cordeliers|de la Digue|des Écluses|de l’Égalité|des Érables|de l’Étang|de la Fontaine|des Fossés|des Frênes|"
    "de Gascogne|des Genêts|des Glycines|de la Halle|des Hirondelles|de l’Hers|des Iris|des Jardins|du Lac|"
    "du Languedoc|des Lauriers|de la Lavande|des Lilas|de Lombez|du Maraîcher|de la Marne|des Mazades|de la Mésange|"
    "des Minimes|du Moulin|des Mûriers|de Narbonne|de la Noue|des Ormes|du Parc|des Peupliers|de la Pierre|des Pins|"
    "des Platanes|du Pont-Neuf|du Port|de la Poste|des Potiers|des Prés|des Quatre-Vents|de Rangueil|de la Reynerie|"
    "de Rodez|des Roses|des Sables|du Sarrazin|de la Sénéchaussée|du Soleil|des Tanneurs|du Tarn|des Tilleuls|"
    "des Tisserands|de la Tour|des Tourterelles|de l’Université|des Vergers|de la Vigne|des Violettes|du Vieux-Four|"
    "des Voiles",
    separator="|",
)
RESIDENCE_NAMES = listed(
    "Les Amandiers|Bellevue|Les Cèdres|Le Clos|Les Coteaux|Les Érables|La Fontaine|Les Genêts|Le Hameau|Les Jardins|"
    "Le Lac|Les Lauriers|Les Mimosas|Le Parc|Les Pins|La Prairie|Les Rives|La Roseraie|Les Tilleuls|Le Verger",
    separator="|",
)
# Commune code, name, postal codes.
COMMUNES = (
    ("31555", "Toulouse", ("31000", "31100", "31200", "31300", "31400", "31500")),
    ("31555", "Toulouse", ("31000", "31100", "31200", "31300", "31400", "31500")),
    ("31555", "Toulouse", ("31000", "31100", "31200", "31300", "31400", "31500")),
    ("31069", "Blagnac", ("31700",)),
    ("31149", "Colomiers", ("31770",)),
    ("31557", "Tournefeuille", ("31170",)),
    ("31395", "Muret", ("31600",)),
    ("31044", "Balma", ("31130",)),
    ("31157", "Cugnaux", ("31270",)),
    ("31561", "L’Union", ("31240",)),
    ("81004", "Albi", ("81000",)),
    ("82121", "Montauban", ("82000",)),
)
LANDLORD_WORDS = ("Habitat", "Le Toit", "Logis", "Foyer", "Domicile")
ASSOCIATION_WORDS = ("Le Relais", "L’Escale", "Le Trait d’union", "La Passerelle", "L’Atelier")
REGIONS = listed(
    "Albigeois|Armagnac|Astarac|Autan|Bigorre|Comminges|Corbières|Couserans|Gascogne|Gers|Languedoc|Lauragais|"
    "Lomagne|Minervois|Montagne noire|Pyrénées|Quercy|Razès|Rouergue|Savès|Ségala|Terrefort|Vallespir|Volvestre",
    separator="|",
)

REPORT_OPENINGS = (
    "Ménage rencontré à domicile.",
    "Entretien d’une heure.",
    "Visite prévue de longue date.",
    "Rendez-vous demandé par le ménage.",
    "Point d’étape.",
)
REPORT_FACTS = (
    "Le loyer du mois est payé, l’échéancier est suivi.",
    "Le dossier d’aide au logement est complété ensemble.",
    "Le courrier de la caisse d’allocations familiales est lu et classé.",
    "L’assurance habitation est à renouveler avant la fin du mois.",
    "Le chauffage fonctionne de nouveau depuis le passage du technicien.",
    "Le budget du trimestre est établi\u00a0: le reste à vivre suffit.",
    "La voisine du dessous a été rencontrée, le bruit a cessé.",
    "Les enfants sont inscrits à la cantine.",
    "Une demande de fonds de solidarité est préparée.",
    "Le logement est entretenu, une fuite est signalée à la gestionnaire.",
)
REPORT_NEXT = (
    "Prochaine étape\u00a0: rappeler la gestionnaire.",
    "Prochaine étape\u00a0: préparer les justificatifs.",
    "Prochaine étape\u00a0: rencontrer la conseillère.",
    "Rien de nouveau à prévoir.",
)
CONFIDENTIAL_NOTES = (
    "À reprendre au calme la prochaine fois.",
    "Demander l’avis de l’équipe avant d’aller plus loin.",
    "Le ménage souhaite parler seul à seul.",
    "Prévoir plus de temps pour la visite suivante.",
    "En parler à la réunion d’équipe de jeudi.",
)
TEAM_NOTES = (
    "Courrier reçu et transmis.",
    "Appel de la gestionnaire au sujet de l’échéancier.",
    "Le ménage a laissé un message\u00a0: il rappellera lundi.",
    "Attestation d’assurance reçue.",
    "Rendez-vous pris avec le technicien.",
)
FACTS = (
    "Deux loyers impayés depuis le trimestre dernier.",
    "Plusieurs voisins signalent du bruit le soir.",
    "Aucune réponse aux trois derniers courriers.",
    "Le logement est encombré, l’accès au compteur a été refusé.",
    "La locataire dit ne plus ouvrir son courrier.",
    "L’aide au logement est suspendue faute de justificatifs.",
)
GOALS = (
    "Aider à tenir le budget et l’échéancier.",
    "Apaiser les relations avec le voisinage.",
    "Remettre le logement en état avec le ménage.",
    "Rouvrir les droits et suivre le courrier.",
)
PLACES = ("Résidence Étape", "Maison des Tilleuls", "Résidence Ponts-Jumeaux", "Maison Jean-Paul")
NEEDS = ("Rez-de-chaussée ou ascenseur.", "Près d’une école.", "Proche des transports.", "")
SUPPORTS = (
    "Deux visites par mois la première année.",
    "Une visite par mois, appui aux démarches.",
    "Une visite par semaine les deux premiers mois, puis deux par mois.",
)


def surname(rng: Random) -> str:
    """A common name for one household in three, else one of some ten thousand made of a root and an ending."""
    dice = rng.random()
    if dice < 0.35:
        return SURNAMES[int(len(SURNAMES) * rng.random())]
    name = ROOTS[int(len(ROOTS) * rng.random())] + ENDINGS[int(len(ENDINGS) * rng.random())]
    if dice > 0.96:
        name = f"{name}-{SURNAMES[int(len(SURNAMES) * rng.random())]}"
    return name
