// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sentmessage.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QString>

#include <random>

namespace ember::e2e {

/// Writes what two NWP500 units say on a broker, one with 102 status keys and one with the 87 of older firmware: days
/// of ordinary life and everything that goes wrong on the way (absent, unknown and invalid values, acks, device info,
/// other clients' requests, messages that are broken in every way). The same seed gives the same messages everywhere.
class StatusGenerator
{
public:
    explicit StatusGenerator(quint32 seed);

    /// A sequence with that many statuses; the last message is one of them.
    [[nodiscard]] QList<SentMessage> sequence(int statuses);

private:
    struct Unit
    {
        QString mac;
        QString additional;
        bool older = false;
        QJsonObject raw;
    };

    [[nodiscard]] int below(int limit) { return int(m_random() % quint32(limit)); }
    [[nodiscard]] bool happens(int percent) { return below(100) < percent; }
    template <typename T>
    [[nodiscard]] T oneOf(std::initializer_list<T> choices)
    {
        return choices.begin()[below(int(choices.size()))];
    }

    [[nodiscard]] Unit makeUnit(const QString &mac, const QString &additional, bool older);
    void live(Unit &unit);
    void fault(Unit &unit);
    [[nodiscard]] QJsonObject spoiled(QJsonObject status);
    [[nodiscard]] SentMessage statusOf(const Unit &unit, const Unit &other);
    [[nodiscard]] SentMessage feature(const Unit &unit);
    [[nodiscard]] SentMessage noise(const Unit &unit);
    [[nodiscard]] SentMessage broken(const Unit &unit);
    [[nodiscard]] SentMessage request(const Unit &unit);
    [[nodiscard]] SentMessage foreign(const Unit &unit);
    [[nodiscard]] QByteArray written(const QJsonObject &object);

    std::mt19937 m_random; // its numbers are fixed by the standard, those of its distributions are not
    int m_brokenWay = 0;
};

} // namespace ember::e2e
