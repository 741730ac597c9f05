// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/saveddialog.h"

#include "start/secretsform.h"
#include "theme/theme.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr int kWidth = 520;
}

SavedDialog::SavedDialog(
    const SavedConnections &saved, SavedConnection connection, const ConnectionSecrets &brought, QWidget *parent)
    : QDialog(parent)
    , m_saved(saved)
    , m_connection(std::move(connection))
    , m_name(new QLineEdit(m_connection.name, this))
    , m_address(new QLineEdit(this))
    , m_secrets(new SecretsForm(this))
    , m_problem(new QLabel(this))
{
    const bool isNew = m_connection.id.isEmpty();
    setObjectName(u"savedDialog"_s);
    setWindowTitle(isNew ? tr("Save the connection") : tr("Edit “%1”").arg(m_connection.name));
    m_name->setObjectName(u"savedName"_s);
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("basement", "an example of a name"));
    m_address->setObjectName(u"savedAddress"_s);
    m_address->setAccessibleName(tr("Address"));
    m_address->setText(m_connection.address);
    m_address->setCursorPosition(0);
    m_problem->setObjectName(u"savedProblem"_s);
    m_problem->setAccessibleName(tr("What went wrong"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_secrets->setSecrets(brought);
    m_secrets->setEmptyWords(isNew ? tr("none", "no password") : tr("as it is", "the password stays"));
    m_secrets->setPlace(isNew ? SecretPlace::Keyring : m_connection.place);

    m_secrets->addField(tr("&Name"), m_name);
    m_secrets->addField(tr("&Address"), m_address);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    save->setObjectName(u"savedSaveButton"_s);
    save->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(2 * metric::kPadding);
    layout->addWidget(m_secrets);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &SavedDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textEdited, this, &SavedDialog::addressEdited);
    connect(m_address, &QLineEdit::textEdited, this, &SavedDialog::addressEdited);
    addressEdited();
    m_name->selectAll();
    m_name->setFocus();
    resize(kWidth, sizeHint().height());
}

QString SavedDialog::problem() const
{
    QString ofName = m_saved.nameProblem(m_name->text(), m_connection.id);
    if (!ofName.isEmpty()) {
        return ofName;
    }
    const auto url = ConnectionUrl::parse(m_address->text());
    return url || m_address->text() == m_connection.address ? QString() : url.error();
}

void SavedDialog::addressEdited()
{
    if (const auto url = ConnectionUrl::parse(m_address->text())) {
        m_secrets->setKinds(usableSecrets(*url));
    }
    const QString wrong = m_triedOnce ? problem() : QString();
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty());
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : sizeHint().height();
    resize(width(), std::max(height(), needed));
}

SavedConnection SavedDialog::connection() const
{
    SavedConnection filledIn = m_connection;
    filledIn.name = m_name->text().trimmed();
    filledIn.address = m_address->text().trimmed();
    filledIn.place = m_secrets->place();
    if (const auto url = ConnectionUrl::parse(filledIn.address)) {
        // Whoever has a user has a password; whether a key has one only shows when there was one.
        const SecretKinds usable = usableSecrets(*url);
        const SecretKinds known = m_connection.secrets | m_secrets->secrets().kinds() | SecretKind::Password;
        filledIn.secrets = usable & known;
    }
    return filledIn;
}

ConnectionSecrets SavedDialog::secrets() const
{
    return m_secrets->secrets();
}

void SavedDialog::accept()
{
    m_triedOnce = true;
    if (const auto url = ConnectionUrl::parse(m_address->text()); url && !secretsOf(*url).isEmpty()) {
        const ConnectionSecrets typed = m_secrets->secrets();
        m_secrets->setKinds(usableSecrets(*url));
        m_secrets->setSecrets(secretsOf(withSecrets(*url, typed))); // what has a field counts before the address
        m_address->setText(url->text);
    }
    addressEdited();
    if (problem().isEmpty()) {
        QDialog::accept();
    }
}

} // namespace ember
