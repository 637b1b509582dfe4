"""What the demonstration's workers write: facts, what was done, what comes next. No judgement, nothing about health
in what the landlord reads.

An arc is the succession of shared reports of one follow-up, from the first visit on; `ROUTINE` goes on after it.
"""

ARCS: dict[str, tuple[str, ...]] = {
    "arrival": (
        "Première visite après la remise des clés. Le logement est meublé d’un lit et d’une table ; la commande de "
        "mobilier d’occasion est passée. Contrat d’électricité ouvert ensemble par téléphone.",
        "Demande d’APL déposée en ligne, justificatif de bail joint. L’assurance habitation est souscrite et "
        "l’attestation envoyée à l’agence.",
        "Point sur le courrier : classement dans un porte-documents, deux lettres de la CAF lues ensemble. "
        "La carte Tisséo solidaire est demandée.",
        "L’APL est ouverte et versée au bailleur. Le premier avis d’échéance est expliqué ligne par ligne ; "
        "le prélèvement est mis en place.",
        "Règlement de la résidence relu ensemble : encombrants, local à vélos, horaires. Le ménage s’est présenté "
        "à ses voisins de palier.",
        "Budget du mois posé sur une feuille : loyer, énergie, téléphone, alimentation. Loyer payé à la date prévue.",
        "Rendez-vous à la Mission locale préparé : CV mis à jour, trajet repéré. Le logement est bien tenu.",
        "La fuite du lavabo, signalée au gardien par le ménage lui-même, est réparée. Aucune dette.",
    ),
    "bridge": (
        "Visite d’emménagement. Les enfants ont leur chambre ; l’inscription à l’école du quartier est faite. "
        "Abonnement d’eau au nom de la locataire.",
        "Dossier d’APL complété avec l’attestation de loyer. La locataire tient un cahier de ses dépenses.",
        "L’APL est versée. Place en crèche demandée ; la réponse est attendue en fin de mois.",
        "Le loyer est payé depuis l’entrée. La locataire a pris seule rendez-vous avec l’agence pour le chauffage.",
        "Point sur les droits : dossier de prime d’activité déposé. Contact pris avec le centre social.",
        "Formation commencée, trois jours par semaine. Mode de garde confirmé. Aucune difficulté de voisinage.",
    ),
    "young": (
        "Visite d’emménagement. Le bail, l’état des lieux et l’avis d’échéance sont rangés dans un classeur.",
        "Contrat d’apprentissage signé : les nouvelles ressources sont déclarées à la CAF ensemble.",
        "Le budget du mois tient. Un repas partagé est prévu avec les voisins de la résidence.",
        "Loyer payé à temps. Le chauffage est réglé sur 19 °C après explication du thermostat.",
        "Déclaration trimestrielle faite seul. Aucune facture en retard.",
    ),
    "budget": (
        "Point complet sur les charges et les ressources. La dette de loyer est de deux mois. Le ménage souhaite "
        "rester dans son logement.",
        "Plan d’apurement proposé à l’agence : 60 € par mois en plus du loyer. Dossier FSL préparé.",
        "Premier versement du plan effectué. Dossier FSL déposé, accusé de réception reçu.",
        "Le FSL accorde une aide de 640 €. Le forfait de téléphone est revu à la baisse.",
        "Troisième versement du plan effectué. Le ménage suit ses comptes chaque semaine.",
    ),
    "neighbours": (
        "Rencontre au domicile. Les plaintes portent sur le bruit en soirée ; le ménage propose ses propres horaires.",
        "Médiation tenue avec la voisine du dessous. Chacun a dit ce qui le gêne ; un accord est écrit : pas de "
        "machine après 21 h.",
        "L’accord est tenu depuis trois semaines. Des patins sont posés sous les chaises.",
        "Point avec le gardien : aucune nouvelle plainte depuis un mois.",
    ),
    "parenting": (
        "Première rencontre avec les parents. Ils demandent de l’aide pour les devoirs et le rythme du soir.",
        "Visite avec les enfants : atelier cuisine. Les parents visitent la ludothèque avec l’éducatrice.",
        "Rendez-vous à l’école préparé et tenu. L’aîné est inscrit à l’aide aux devoirs.",
        "Le rythme du soir est installé : repas à 19 h, coucher à 20 h 30. Les parents viennent au café des parents.",
    ),
    "upkeep": (
        "Visite du logement avec l’accord du locataire. Le salon et la cuisine sont encombrés ; un premier tri est "
        "décidé pièce par pièce.",
        "La cuisine est dégagée. Les encombrants sont enlevés avec l’aide du gardien.",
        "Passage du plombier effectué, le locataire a ouvert. La chambre est le prochain objectif.",
        "Le logement est accessible à tous les contrôles. Le locataire est inscrit aux repas du centre social.",
    ),
    "listening": (
        "Premier entretien. La personne accepte des rencontres régulières. Rendez-vous fixés.",
        "Entretien tenu à l’heure. Les démarches en cours avancent ; le courrier de l’agence a reçu une réponse.",
        "Entretien au bureau. La personne est venue seule. Le loyer du mois est payé.",
        "Accompagnement à un rendez-vous extérieur. Prochaine rencontre convenue.",
    ),
}

ROUTINE = (
    "Le logement est bien tenu. Loyer et charges payés. Pas de demande particulière.",
    "Courriers relus ensemble ; une réponse envoyée à la CAF. Loyer payé.",
    "Budget du mois vérifié : il reste une petite marge après les charges. Objectif suivant : une épargne de 20 €.",
    "Point sur les démarches : la déclaration trimestrielle est faite par le ménage lui-même.",
    "Visite courte. Tout va bien dans la résidence ; le ménage a participé à la fête des voisins.",
    "Le ménage a appelé l’agence seul pour un volet cassé ; l’intervention est programmée.",
)

ABSENCES = (
    "Personne au rendez-vous. Message laissé, avis de passage déposé.",
    "Absent au second rendez-vous. Nouvelle date proposée par courrier et par téléphone.",
)
POSTPONED = "Visite reportée à la demande du ménage, qui avait prévenu."

TEAM_NOTES = (
    "À revoir en équipe : faut-il un rythme plus soutenu le mois prochain ?",
    "Le relais avec la Mission locale passe par notre référent emploi.",
    "Prévoir la traduction pour le prochain bilan.",
    "Demande d’aide financière à présenter à notre commission interne.",
    "Le ménage préfère les rendez-vous du matin.",
)

PRIVATE_NOTES = (
    "Penser à apporter le formulaire de déclaration trimestrielle.",
    "Me rappeler de demander des nouvelles du concours.",
    "Vérifier avec ma cheffe de service avant d’en reparler.",
    "Relire mes notes de la visite d’entrée avant le bilan.",
)

LANDLORD_NOTES = (
    "Appel du ménage à l’agence : attestation de loyer envoyée le jour même.",
    "Remplacement de la chasse d’eau effectué.",
    "Rappel du calendrier des encombrants adressé à tous les locataires de l’entrée.",
)
