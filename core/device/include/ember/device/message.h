// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

#include <memory>
#include <utility>

namespace ember {

/// What a publisher may say beside a message's payload since MQTT 5 (§3.3.2.3). Immutable once it is in a message.
struct MessageProperties
{
    QString contentType; ///< "application/json"; may be empty
    QString responseTopic; ///< where an answer is expected; may be empty
    QList<std::pair<QString, QString>> user; ///< in the order they came; a name may come more than once

    [[nodiscard]] bool isEmpty() const { return contentType.isEmpty() && responseTopic.isEmpty() && user.isEmpty(); }
    /// Bytes that keeping them takes, about.
    [[nodiscard]] std::size_t cost() const noexcept;
};

/// One message as a link received it, before anybody looked inside. Plain data: copy it between threads as you like.
struct Message
{
    QString topic;
    QByteArray payload; ///< exactly the bytes that came
    EventTime time; ///< when it arrived
    bool retained = false; ///< the broker kept it from an earlier publish: its age is unknown
    int qos = 0;
    std::shared_ptr<const MessageProperties> properties = nullptr; ///< null: none
};

} // namespace ember
