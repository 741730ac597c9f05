// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QHashFunctions>
#include <QtCore/QString>

#include <cstddef>
#include <functional>

namespace ember {

/// A text that exists once in the process: event names, sources, field paths.
///
/// Comparing, copying and hashing a Symbol costs as much as a pointer; its text is reached without a lock and stays
/// valid until the process ends. Devices choose some of these texts, so the table is bounded (kMaxSymbols texts of
/// kMaxBytes together): when it is full, intern() answers the null symbol and the caller counts a refusal.
class Symbol
{
public:
    static constexpr std::size_t kMaxSymbols = 1U << 20U;
    static constexpr std::size_t kMaxBytes = 128U << 20U;

    /// The null symbol: empty text, id 0.
    constexpr Symbol() noexcept = default;

    /// The symbol of `text`, made on first use. Any thread; takes a lock. Null for an empty text or a full table.
    [[nodiscard]] static Symbol intern(QStringView text);
    /// The symbol of `text` if it exists already, else null: asking never makes an entry. Any thread; takes a lock.
    [[nodiscard]] static Symbol find(QStringView text);

    [[nodiscard]] constexpr bool isNull() const noexcept { return m_entry == nullptr; }
    /// A small dense number, 1 and up; 0 for the null symbol. Stable only within one run of the process.
    [[nodiscard]] quint32 id() const noexcept { return m_entry ? m_entry->id : 0; }
    [[nodiscard]] const QString &text() const noexcept;
    [[nodiscard]] const QByteArray &utf8() const noexcept;

    friend constexpr bool operator==(Symbol a, Symbol b) noexcept { return a.m_entry == b.m_entry; }
    friend size_t qHash(Symbol symbol, size_t seed = 0) noexcept { return ::qHash(symbol.id(), seed); }

private:
    struct Entry
    {
        QString text;
        QByteArray utf8;
        quint32 id = 0;
    };
    friend class SymbolTable;
    explicit constexpr Symbol(const Entry *entry) noexcept
        : m_entry(entry)
    {
    }

    const Entry *m_entry = nullptr;
};

} // namespace ember

template <>
struct std::hash<ember::Symbol>
{
    std::size_t operator()(ember::Symbol symbol) const noexcept { return symbol.id(); }
};
