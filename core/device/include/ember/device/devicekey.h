// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/symbol.h>

#include <QtCore/QHashFunctions>
#include <QtCore/QString>

namespace ember {

/// Which device over which connection.
struct DeviceKey
{
    Symbol source;
    QString connection;
    friend bool operator==(const DeviceKey &, const DeviceKey &) = default;
};

/// The same, borrowed: for looking a key up without making one.
struct DeviceKeyView
{
    Symbol source;
    QStringView connection;
    friend bool operator==(const DeviceKeyView &view, const DeviceKey &key) noexcept
    {
        return view.source == key.source && view.connection == key.connection;
    }
};

/// For std::unordered_map with std::equal_to<>.
struct DeviceKeyHash
{
    using is_transparent = void;
    std::size_t operator()(const DeviceKeyView &key) const noexcept { return qHash(key.connection, key.source.id()); }
    std::size_t operator()(const DeviceKey &key) const noexcept
    {
        return (*this)(DeviceKeyView{key.source, key.connection});
    }
};

} // namespace ember
