// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statuskeys.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QSet>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace ember::e2e {

/// One event that has to come. Paths are written with dots and lead below `data`.
struct ExpectedEvent
{
    QString type = {};
    QString source = {};
    QMap<QString, QJsonValue> exact = {}; ///< these paths have exactly these values
    QMap<QString, QStringList> keys = {}; ///< the object or list there has exactly these keys or texts, in any order
    QStringList texts = {}; ///< a text stands there and is not empty
    QStringList empty = {}; ///< nothing stands there, or null
    int cause = -1; ///< place of the event that causes this one; -1: none

    /// Why an event as printed is not this one; empty if it is.
    [[nodiscard]] QString difference(const QJsonObject &cloudEvent) const;
};

/// Works out which events a sequence of messages on a broker has to give, by rules of its own that were written from
/// design.md §4 and nwp500.md; it shares no code with the product.
class Expectation
{
public:
    /// The next message, in the order it was published.
    void add(const QString &topic, const QByteArray &payload);

    [[nodiscard]] const QList<ExpectedEvent> &events() const { return m_events; }
    /// Sources of the devices in the order in which they were first understood.
    [[nodiscard]] const QStringList &sources() const { return m_sources; }
    /// What a device called itself in `additionalValue`.
    [[nodiscard]] QString additional(const QString &source) const { return m_additional.value(source); }

    [[nodiscard]] int received() const { return m_decoded + m_ignored + m_undecodable; }
    [[nodiscard]] int decoded() const { return m_decoded; }
    [[nodiscard]] int ignored() const { return m_ignored; }
    [[nodiscard]] int undecodable() const { return m_undecodable; }
    [[nodiscard]] int identityConflicts() const { return m_identityConflicts; }
    [[nodiscard]] QMap<QString, int> countsByType() const;

private:
    /// What a body says, key by key.
    struct Reading
    {
        QJsonObject values;
        QJsonObject raw;
        QJsonObject unknown;
        QStringList missing;
        QStringList invalid;
        /// The raw number of a key that is there and fits.
        [[nodiscard]] std::optional<double> number(const QString &key) const;
        [[nodiscard]] std::optional<bool> heating() const;
    };
    struct Memory
    {
        QMap<QString, double> numbers;
        std::optional<bool> heating;
    };

    void undecodable(const QString &topic, const QByteArray &payload);
    void decoded(bool isStatus, const QJsonObject &body, const QString &source);
    [[nodiscard]] static Reading read(const QJsonObject &body, const QList<Key> &keys);
    void expectReceived(bool isStatus, const Reading &reading, const QString &source);
    void expectChanges(const Reading &reading, const QString &source);
    void expectFaults(const Reading &reading, const QString &source, const Memory &before);
    ExpectedEvent &effect(const QString &type, const QString &source);

    QList<ExpectedEvent> m_events;
    QStringList m_sources;
    QMap<QString, QString> m_additional;
    QMap<QString, Memory> m_memory;
    int m_cause = -1;
    int m_decoded = 0;
    int m_ignored = 0;
    int m_undecodable = 0;
    int m_identityConflicts = 0;
};

} // namespace ember::e2e
