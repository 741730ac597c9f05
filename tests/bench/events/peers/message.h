// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <array>
#include <memory>

namespace bench {

/// What the peers hand to their handlers, by const reference: as much as an event of ours carries.
struct Data
{
    std::array<qint64, 6> values{};
};
struct Message
{
    QString name;
    qint64 time = 0;
    std::shared_ptr<const Data> data;
};

/// Handlers of four types, as a program has many; each adds to a counter of its own, which is all its work.
/// `connect(callable)` takes one.
template <typename Argument, typename Connect>
void connectHandler(int index, quint64 *counter, Connect connect)
{
    switch (index % 4) {
    case 0:
        return connect([counter](const Argument &) { *counter += 1; });
    case 1:
        return connect([counter](const Argument &) { *counter += 2; });
    case 2:
        return connect([counter](const Argument &) { *counter += 3; });
    default:
        return connect([counter](const Argument &) { *counter += 4; });
    }
}

} // namespace bench

Q_DECLARE_METATYPE(bench::Message)
