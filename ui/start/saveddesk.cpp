// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/saveddesk.h"

#include "start/saveddialog.h"
#include "start/secretsdialog.h"

#include <QtCore/QTimer>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <chrono>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kKeyringPatience{1'500}; // then the person can type instead

QString suggestedName(const ConnectionUrl &url)
{
    if (url.kind == ConnectionUrl::Kind::Simulator) {
        return SavedDesk::tr("simulator");
    }
    // An account's name is its own business.
    return url.text.contains("://"_L1) ? url.host : url.text.section(u':', 0, 0);
}

QString notThere(SecretPlace place)
{
    return place == SecretPlace::Keyring ? SavedDesk::tr("There is no password for it in the system's keyring.")
                                         : SavedDesk::tr("There is no password for it in the file.");
}

} // namespace

struct SavedDesk::Opening
{
    SavedConnection connection;
    ConnectionUrl url;
    QPointer<QWidget> asker;
    QPointer<SecretsDialog> dialog = {};
    bool isOver = false;

    [[nodiscard]] SecretKinds missing() const
    {
        return connection.secrets & usableSecrets(url) & ~secretsOf(url).kinds();
    }
};

SavedDesk::SavedDesk(SavedConnections &saved, SecretStore &secrets, Opener open, QObject *parent)
    : QObject(parent)
    , m_saved(saved)
    , m_secrets(secrets)
    , m_open(std::move(open))
{
}

SavedDesk::~SavedDesk() = default;

void SavedDesk::open(const QString &id, QWidget *asker)
{
    const SavedConnection *found = m_saved.find(id);
    if (!found) {
        return;
    }
    auto url = ConnectionUrl::parse(found->address);
    if (!url) {
        Q_EMIT problem(url.error());
        return;
    }
    Q_EMIT problem({});
    const auto opening = std::make_shared<Opening>(Opening{*found, *std::move(url), asker});
    if (!opening->missing()) {
        finish(opening, {});
    } else if (opening->connection.place == SecretPlace::Nowhere) {
        ask(opening, {});
    } else {
        m_secrets.read(opening->connection.place, id,
            [this, opening](const Result<ConnectionSecrets> &secrets) { takeFound(opening, secrets); });
        QTimer::singleShot(kKeyringPatience, this, [this, opening] {
            ask(opening, tr("The keyring has not answered yet. Unlock it, or type the password here."));
        });
    }
}

void SavedDesk::takeFound(const OpeningPtr &opening, const Result<ConnectionSecrets> &found)
{
    if (opening->isOver) {
        return;
    }
    if (!found) {
        ask(opening, found.error());
        return;
    }
    opening->url = withSecrets(opening->url, *found);
    if (opening->missing()) {
        ask(opening, notThere(opening->connection.place));
        return;
    }
    opening->isOver = true;
    if (opening->dialog) { // it is needed no longer
        opening->dialog->reject();
    }
    finish(opening, {});
}

void SavedDesk::ask(const OpeningPtr &opening, const QString &why)
{
    if (opening->isOver || opening->dialog) {
        return;
    }
    auto *dialog = new SecretsDialog(opening->connection, opening->missing(), why, opening->asker);
    opening->dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, [opening] { opening->isOver = true; });
    connect(dialog, &QDialog::accepted, this, [this, opening, dialog] {
        opening->isOver = true;
        const ConnectionSecrets typed = dialog->secrets();
        finish(opening, typed);
        keep(opening->connection, dialog->place(), typed, tr("The password of “%1” is not kept. %2"));
    });
    dialog->open();
}

void SavedDesk::finish(const OpeningPtr &opening, const ConnectionSecrets &secrets)
{
    const QString wrong = m_open(withSecrets(opening->url, secrets), opening->connection.name);
    Q_EMIT problem(wrong);
    if (wrong.isEmpty()) {
        Q_EMIT opened();
    }
}

/// Puts the typed secrets, and those that are kept already, into a place; the list then says that they are there.
/// `failure` has places for the connection's name and the reason.
void SavedDesk::keep(
    const SavedConnection &connection, SecretPlace place, const ConnectionSecrets &typed, const QString &failure)
{
    if (typed.isEmpty() && place == connection.place) {
        return;
    }
    m_secrets.change(connection.place, place, connection.id, connection.secrets, typed,
        [this, connection, place, failure](const Result<bool> &done) {
            if (!done) {
                Q_EMIT problem(failure.arg(connection.name, done.error()));
                return;
            }
            SavedConnection kept = connection;
            kept.place = place;
            tell(m_saved.replace(kept));
        });
}

bool SavedDesk::tell(const Result<QString> &result)
{
    if (!result) {
        Q_EMIT problem(result.error());
    }
    return result.isOk();
}

void SavedDesk::save(const ConnectionUrl &url, QWidget *asker)
{
    const SavedConnection fresh{.id = {},
        .name = m_saved.freeName(suggestedName(url)),
        .address = url.text,
        .secrets = {},
        .place = SecretPlace::Nowhere};
    auto *dialog = new SavedDialog(m_saved, fresh, secretsOf(url), asker);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        SavedConnection connection = dialog->connection();
        const SecretPlace place = std::exchange(connection.place, SecretPlace::Nowhere); // until they are there
        const Result<QString> added = m_saved.add(connection);
        if (tell(added)) {
            connection = *m_saved.find(*added);
            keep(connection, place, dialog->secrets(), tr("“%1” is saved, but its password is not kept. %2"));
        }
    });
    dialog->open();
}

void SavedDesk::edit(const QString &id, QWidget *asker)
{
    const SavedConnection *found = m_saved.find(id);
    if (!found) {
        return;
    }
    auto *dialog = new SavedDialog(m_saved, *found, {}, asker);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, before = found->place] {
        SavedConnection connection = dialog->connection();
        const SecretPlace place = std::exchange(connection.place, before);
        if (tell(m_saved.replace(connection))) {
            keep(connection, place, dialog->secrets(), tr("“%1” is saved, but its password is not kept. %2"));
        }
    });
    dialog->open();
}

void SavedDesk::duplicate(const QString &id)
{
    const Result<QString> copied = m_saved.duplicate(id);
    if (!tell(copied)) {
        return;
    }
    const SavedConnection original = *m_saved.find(id);
    if (!original.secrets || original.place == SecretPlace::Nowhere) {
        return;
    }
    const SavedConnection copy = *m_saved.find(*copied);
    m_secrets.read(original.place, id, [this, original, copy](const Result<ConnectionSecrets> &found) {
        const QString failure = tr("“%1” is saved, but asks for its password. %2");
        if (found) {
            keep(copy, original.place, *found, failure);
        } else {
            Q_EMIT problem(failure.arg(copy.name, found.error()));
        }
    });
}

void SavedDesk::remove(const QString &id, QWidget *asker)
{
    const SavedConnection *found = m_saved.find(id);
    if (!found) {
        return;
    }
    const bool isKept = found->secrets && found->place != SecretPlace::Nowhere;
    auto *question = new QMessageBox(QMessageBox::NoIcon, tr("Remove"),
        isKept ? tr("Remove “%1” from the saved connections, and forget its password?").arg(found->name)
               : tr("Remove “%1” from the saved connections?").arg(found->name),
        QMessageBox::Cancel, asker);
    question->setObjectName(u"removeSavedQuestion"_s);
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *yes = question->addButton(tr("Remove"), QMessageBox::AcceptRole);
    question->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this, [this, connection = *found] {
        if (!tell(m_saved.remove(connection.id)) || connection.place == SecretPlace::Nowhere) {
            return;
        }
        m_secrets.remove(connection.place, connection.id, [this, connection](const Result<bool> &gone) {
            if (!gone) {
                Q_EMIT problem(
                    tr("“%1” is removed, but its password is not forgotten. %2").arg(connection.name, gone.error()));
            }
        });
    });
    question->open();
}

void SavedDesk::move(const QString &id, int by)
{
    for (qsizetype place = 0; place < m_saved.list().size(); ++place) {
        if (m_saved.list()[place].id == id) {
            tell(m_saved.move(id, place + by));
            return;
        }
    }
}

} // namespace ember
