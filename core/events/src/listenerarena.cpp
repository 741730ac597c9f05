// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "listenerarena.h"

#include <cstdint>
#include <new>
#include <ranges>

namespace ember {

namespace {

constexpr std::size_t kChunkSize = 4'096; // and alignment, so that a record finds its chunk
constexpr std::size_t kChunksAtOnce = 16;

} // namespace

struct alignas(kChunkSize) ListenerArena::Chunk
{
    static constexpr std::size_t kRecords = kChunkSize / sizeof(ListenerRecord) - 1; // the first line is the owner's
    using Places = std::array<Handler::Place, kRecords>;

    explicit Chunk(Places &forHandlers) noexcept
        : places(forHandlers)
    {
    }

    std::atomic<CancelMailbox *> owner = nullptr;
    Places &places;
    alignas(64) std::array<ListenerRecord, kRecords> records;

    static const Chunk &of(const ListenerRecord *record) noexcept
    {
        const std::size_t offset = reinterpret_cast<std::uintptr_t>(record) & (kChunkSize - 1);
        return *reinterpret_cast<const Chunk *>(reinterpret_cast<const std::byte *>(record) - offset);
    }
};

/// What emitters get chunks and mailboxes from and leave them to. Any thread.
class ListenerArena::Store
{
public:
    static_assert(sizeof(Chunk) == kChunkSize);

    static Store &instance()
    {
        static auto *store = new Store; // handles may be asked while the program ends
        return *store;
    }
    Chunk *takeChunk()
    {
        const std::lock_guard lock(m_mutex);
        if (m_chunks.empty()) {
            auto *memory
                = static_cast<std::byte *>(::operator new(kChunkSize *kChunksAtOnce, std::align_val_t(kChunkSize)));
            auto *places = new Chunk::Places[kChunksAtOnce]; // never freed
            for (std::size_t i = kChunksAtOnce; i > 0; --i) {
                m_chunks.push_back(new (memory + (i - 1) * kChunkSize) Chunk(places[i - 1]));
            }
        }
        Chunk *chunk = m_chunks.back();
        m_chunks.pop_back();
        return chunk;
    }
    CancelMailbox *takeMailbox()
    {
        const std::lock_guard lock(m_mutex);
        CancelMailbox *mailbox = m_mailboxes ? m_mailboxes : new CancelMailbox;
        m_mailboxes = mailbox->nextFree;
        return mailbox;
    }
    void leave(const std::vector<Chunk *> &chunks, CancelMailbox *mailbox)
    {
        const std::lock_guard lock(m_mutex);
        m_chunks.insert(m_chunks.end(), chunks.begin(), chunks.end());
        mailbox->nextFree = m_mailboxes;
        m_mailboxes = mailbox;
    }

private:
    std::mutex m_mutex;
    std::vector<Chunk *> m_chunks;
    CancelMailbox *m_mailboxes = nullptr;
};

ListenerArena::ListenerArena()
    : m_mailbox(Store::instance().takeMailbox())
{
}

ListenerArena::~ListenerArena()
{
    m_mailbox->registry.store(nullptr, std::memory_order_release);
    m_mailbox->thread.store(kNoThread, std::memory_order_release);
    static_cast<void>(m_mailbox->take());
    Store::instance().leave(m_chunks, m_mailbox);
}

Handler::Place &ListenerArena::placeOf(const ListenerRecord &record) noexcept
{
    const Chunk &chunk = Chunk::of(&record);
    return chunk.places[std::size_t(&record - chunk.records.data())];
}

CancelMailbox &ListenerArena::mailboxOf(const ListenerRecord *record) noexcept
{
    return *Chunk::of(record).owner.load(std::memory_order_acquire);
}

void ListenerArena::grow()
{
    Chunk *chunk = Store::instance().takeChunk();
    chunk->owner.store(m_mailbox, std::memory_order_release);
    m_chunks.push_back(chunk);
    for (ListenerRecord &record : std::ranges::reverse_view(chunk->records)) {
        record.nextFree = m_free;
        m_free = &record;
    }
}

} // namespace ember
