// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nwp500facts.h"

#include <ember/links/simulation.h>

#include <QtCore/QByteArray>
#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <array>
#include <charconv>
#include <cstring>
#include <vector>

namespace nwp500 {

constexpr int kAbsent = -999'999;

/// One status as numbers, by key; reads the compact JSON of a simulated unit without a JSON parser, because a
/// comparison over days reads hundreds of thousands.
class Status
{
public:
    /// What a key is called here; resolve it once.
    static int key(const char *name)
    {
        const int index = int(keys().indexOf(QByteArray(name)));
        if (index < 0) {
            qFatal("no status key %s", name);
        }
        return index;
    }
    static const QList<QByteArray> &keys()
    {
        static const QList<QByteArray> list = (kOlderKeys + u' ' + kNewerKeys).toLatin1().split(' ');
        return list;
    }

    /// False for a message that is no status, or has keys that are not those of a firmware.
    [[nodiscard]] bool read(double at, const QByteArray &message)
    {
        seconds = at;
        m_values.fill(kAbsent);
        const qsizetype start = message.indexOf("\"status\":{");
        if (start < 0) {
            return false;
        }
        count = 0;
        const char *cursor = message.constData() + start + 9;
        const char *const end = message.constData() + message.size();
        while (cursor < end && *cursor != '}') {
            const char *const name = cursor + 2; // behind { or , and the quote
            const char *const nameEnd = static_cast<const char *>(std::memchr(name, '"', std::size_t(end - name)));
            const int index = indexOf(QByteArrayView(name, nameEnd));
            if (index < 0) {
                return false;
            }
            cursor = std::from_chars(nameEnd + 2, end, m_values[std::size_t(index)]).ptr;
            ++count;
        }
        session = textBehind(message, "\"sessionID\":\"");
        return count == 87 || count == 102;
    }
    [[nodiscard]] int operator[](int index) const { return m_values[std::size_t(index)]; }

    double seconds = 0;
    int count = 0;
    QByteArray session;

    static QByteArray textBehind(const QByteArray &message, const char *start)
    {
        const qsizetype from = message.indexOf(start) + qsizetype(qstrlen(start));
        return message.mid(from, message.indexOf('"', from) - from);
    }

private:
    /// The keys come in the same order each time, so the one after the last is nearly always right.
    int indexOf(QByteArrayView name) const
    {
        static thread_local int next = 0;
        for (int i = 0; i < int(keys().size()); ++i) {
            const int index = (next + i) % int(keys().size());
            if (keys().at(index) == name) {
                next = index + 1;
                return index;
            }
        }
        return -1;
    }

    std::array<int, 102> m_values{};
};

/// The statuses of each device in the simulated time `seconds`.
inline std::vector<std::vector<Status>> course(quint64 seed, double seconds)
{
    ember::SimulationOptions options;
    options.seed = seed;
    options.devices = 2;
    ember::Simulation simulation(options);
    QHash<QString, std::size_t> places;
    std::vector<std::vector<Status>> courses;
    for (ember::SimulatedStep step = simulation.next(); step.simulatedSeconds < seconds; step = simulation.next()) {
        const auto place = places.constFind(step.topic);
        const std::size_t index = place == places.constEnd() ? courses.size() : *place;
        if (place == places.constEnd()) {
            places.insert(step.topic, index);
            courses.emplace_back();
        }
        Status status;
        if (status.read(step.simulatedSeconds, step.payload)) {
            courses[index].push_back(status);
        } else if (!step.payload.contains("\"feature\":{")) {
            qFatal("neither status nor feature: %s", step.payload.constData());
        }
    }
    return courses;
}

} // namespace nwp500
