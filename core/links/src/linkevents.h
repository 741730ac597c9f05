// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QString>

#include <optional>

namespace ember {

/// Makes the `connection.*` events of one connection (design.md §4): source `emberscope`, the connection's name as
/// subject and as metadata. What does not apply is absent in the data. Immutable; any thread.
class LinkEvents
{
public:
    /// What is said beside the address.
    struct Facts
    {
        std::optional<QString> reason = {};
        std::optional<int> attempt = {};
        std::optional<double> nextTrySeconds = {};
        std::optional<double> silentSeconds = {};
    };

    LinkEvents(const QString &connection, const QString &url);

    [[nodiscard]] Event established(EventTime at, int attempt) const;
    [[nodiscard]] Event interrupted(EventTime at, const QString &reason, double nextTrySeconds) const;
    [[nodiscard]] Event resumed(EventTime at, int attempt) const;
    [[nodiscard]] Event lost(EventTime at, const QString &reason, int attempt) const;
    [[nodiscard]] Event closed(EventTime at, const QString &reason) const;
    [[nodiscard]] Event stale(EventTime at, double silentSeconds) const;

private:
    [[nodiscard]] Event make(QStringView name, EventTime at, const Facts &facts) const;

    QString m_connection;
    QString m_url;
    MetadataPtr m_metadata;
};

} // namespace ember
