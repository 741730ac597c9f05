// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/symbol.h>

#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace ember {

/// The one table behind Symbol. Entries are never moved nor freed, so readers of an entry need no lock.
class SymbolTable
{
public:
    static SymbolTable &instance()
    {
        static auto *table = new SymbolTable; // outlives every static that still holds a symbol
        return *table;
    }

    Symbol find(QStringView text) const
    {
        const std::shared_lock lock(m_mutex);
        const auto it = m_byText.find(text);
        return it == m_byText.end() ? Symbol() : Symbol(it->second);
    }

    Symbol intern(QStringView text)
    {
        if (const Symbol known = find(text); !known.isNull() || text.isEmpty()) {
            return known;
        }
        const std::unique_lock lock(m_mutex);
        if (const auto it = m_byText.find(text); it != m_byText.end()) {
            return Symbol(it->second);
        }
        const auto bytes = static_cast<std::size_t>(text.size()) * 3;
        if (m_entries.size() >= Symbol::kMaxSymbols || m_bytes + bytes > Symbol::kMaxBytes) {
            return {};
        }
        m_bytes += bytes;
        Symbol::Entry &entry = m_entries.emplace_back();
        entry.text = text.toString();
        entry.utf8 = text.toUtf8();
        entry.id = static_cast<quint32>(m_entries.size());
        m_byText.emplace(QStringView(entry.text), &entry);
        return Symbol(&entry);
    }

private:
    struct Hash
    {
        std::size_t operator()(QStringView text) const noexcept { return qHash(text); }
    };

    mutable std::shared_mutex m_mutex;
    std::deque<Symbol::Entry> m_entries;
    std::unordered_map<QStringView, const Symbol::Entry *, Hash> m_byText;
    std::size_t m_bytes = 0;
};

Symbol Symbol::intern(QStringView text)
{
    return SymbolTable::instance().intern(text);
}

Symbol Symbol::find(QStringView text)
{
    return SymbolTable::instance().find(text);
}

const QString &Symbol::text() const noexcept
{
    static const QString empty;
    return m_entry ? m_entry->text : empty;
}

const QByteArray &Symbol::utf8() const noexcept
{
    static const QByteArray empty;
    return m_entry ? m_entry->utf8 : empty;
}

} // namespace ember
