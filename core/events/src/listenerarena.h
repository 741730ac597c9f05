// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include "listenerrecord.h"
#include "threadnumber.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace ember {

class ListenerRegistry;

/// How threads other than the emitter's tell it that they ended one of its listeners. Never freed, like the records:
/// a note that arrives when its emitter has just gone finds another emitter's or nobody's mailbox, which is harmless.
class CancelMailbox
{
public:
    /// Grows when a listener ends that running emissions may have in their lists; an emission that sees it unchanged
    /// trusts its list.
    std::atomic<quint64> changes = 1;
    /// The emitter's thread by threadNumber(), and its registry, which only that thread may use. kNoThread and null
    /// while unknown.
    std::atomic<quint64> thread = kNoThread;
    std::atomic<ListenerRegistry *> registry = nullptr;

    /// Any thread.
    void put(ListenerRecord *record, quint64 generation)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ended.emplace_back(record, generation);
            m_full.store(true, std::memory_order_relaxed);
        }
        changes.fetch_add(1, std::memory_order_release);
    }
    [[nodiscard]] std::vector<std::pair<ListenerRecord *, quint64>> take()
    {
        if (!m_full.load(std::memory_order_relaxed)) {
            return {};
        }
        const std::lock_guard lock(m_mutex);
        m_full.store(false, std::memory_order_relaxed);
        return std::exchange(m_ended, {});
    }
    CancelMailbox *nextFree = nullptr;

private:
    std::mutex m_mutex;
    std::vector<std::pair<ListenerRecord *, quint64>> m_ended;
    std::atomic<bool> m_full = false;
};

/// The records of one emitter. They come in chunks from a store that the whole process shares and that never shrinks,
/// so that a handle can always ask whether its generation is still the present one: no reference counts. Emitter's
/// thread only.
class ListenerArena
{
public:
    ListenerArena();
    /// Every record must have been given back.
    ~ListenerArena();
    ListenerArena(const ListenerArena &) = delete;
    ListenerArena &operator=(const ListenerArena &) = delete;

    /// A fresh, active record.
    [[nodiscard]] ListenerRecord &take()
    {
        if (!m_free) [[unlikely]] {
            grow();
        }
        ListenerRecord &record = *m_free;
        m_free = record.nextFree;
        record.state.store(record.state.load(std::memory_order_relaxed) | 1U, std::memory_order_release);
        return record;
    }
    /// Takes an emptied record back; handles of the life that ends here never match again.
    void give(ListenerRecord &record) noexcept
    {
        record.state.store((record.generation() + 1) << 1U, std::memory_order_release);
        record.nextFree = m_free;
        m_free = &record;
    }

    /// Room for the record's handler if that is small: not in the record, because a list of handlers that goes through
    /// as many cache lines as it has entries is slower than one through an eighth of them.
    [[nodiscard]] static Handler::Place &placeOf(const ListenerRecord &record) noexcept;

    [[nodiscard]] CancelMailbox &mailbox() noexcept { return *m_mailbox; }
    /// The mailbox of whoever owns the record now. Any thread.
    [[nodiscard]] static CancelMailbox &mailboxOf(const ListenerRecord *record) noexcept;

private:
    struct Chunk;
    class Store;

    void grow();

    CancelMailbox *m_mailbox;
    ListenerRecord *m_free = nullptr;
    std::vector<Chunk *> m_chunks;
};

} // namespace ember
