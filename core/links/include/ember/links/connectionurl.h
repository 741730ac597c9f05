// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

namespace ember {

/// A password or token. Nothing formats it; only the code that talks to the other side takes it out.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QString text)
        : m_text(std::move(text))
    {
    }
    [[nodiscard]] bool isEmpty() const noexcept { return m_text.isEmpty(); }
    [[nodiscard]] const QString &reveal() const noexcept { return m_text; }

private:
    QString m_text;
};

/// A device that the person named: `&device=aabbccddeeff:5322`.
struct NamedDevice
{
    QString id;
    QString additional; ///< may be empty
};

/// Where messages come from, as written by a person (design.md §5). We split the text ourselves: `#` and `+` in a topic
/// may stand as they are, there are no fragments.
struct ConnectionUrl
{
    enum class Kind
    {
        Simulator,
        Mqtt
    };

    Kind kind = Kind::Simulator;
    QString text; ///< as shown and saved: without password, secrets masked

    // mqtt:
    QString host;
    quint16 port = 1883;
    QString user;
    Secret password;
    QStringList topics; ///< topic filters asked for; empty: those of the profiles
    QList<NamedDevice> devices;
    bool poll = true; ///< `poll=off`: send no requests at all
    std::optional<std::chrono::seconds> pollInterval;
    QString clientId; ///< empty: one is made
    qint64 maxPayload = qint64(16) * 1024 * 1024; ///< bytes

    // both:
    QString profile; ///< id or file; empty: recognised by topic

    // sim: the query as given (seed, speed, rate, devices, fault), already checked
    QList<std::pair<QString, QString>> simulation;

    /// Reads a URL; the error says which part is wrong, what is known instead and what comes with a later version.
    /// Any thread.
    [[nodiscard]] static Result<ConnectionUrl> parse(QStringView text);
};

} // namespace ember
