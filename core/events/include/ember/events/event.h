// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/structpayload.h>
#include <ember/events/symbol.h>
#include <ember/events/value.h>

#include <QtCore/QJsonObject>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ember {

/// Microseconds since 1970, UTC.
using EventTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The moment now, from the system clock. Between two looks at it (10 ms) the processor's counter goes on, which makes
/// this half as dear; within a thread it never goes back by itself.
[[nodiscard]] EventTime eventTimeNow() noexcept;
/// RFC 3339 with microseconds and Z: "2026-11-21T10:01:02.314159Z".
[[nodiscard]] QString toRfc3339(EventTime time);

/// What travels beside the data: who made the event ("profile", "connection"). Made once and shared by many events.
using Metadata = std::vector<std::pair<Symbol, QString>>;
using MetadataPtr = std::shared_ptr<const Metadata>;

/// What an event is made of; everything but the name may be left out.
struct EventInit
{
    Symbol name; ///< dotted, lower case, past tense: "device.temperature_changed"
    Symbol source = {}; ///< "navien-nwp500/aabbccddeeff", "emberscope"
    PayloadPtr payload = {};
    QString subject = {};
    MetadataPtr metadata = {};
    EventTime time = {}; ///< the epoch stands for "now"
    QString correlationId = {}; ///< empty: the event starts a correlation of its own
    bool urgent = false; ///< posted, it overtakes the ordinary ones that wait
    EventTime expiry = {}; ///< from then on it is not delivered any more; the epoch: it never expires
};

/// One thing that happened. A pointer to an immutable block: copying costs one reference, and every accessor may be
/// called from any thread.
///
/// The emitter numbers an event when its emission starts. An event that nobody else holds is numbered in place, so
/// emitting it allocates nothing; one that somebody holds (the log, an outer emission) is emitted as a copy, and what
/// was handed out never changes. An event that two emitters are given is numbered by the first and copied by the other,
/// also if they do so at once. Blocks come from a pool: in a steady state a new event costs no allocation either.
class Event
{
public:
    /// The null event: no name, not emittable.
    Event() noexcept = default;
    explicit Event(EventInit init);
    /// Interns `name`; the short way where speed does not matter.
    explicit Event(QStringView name, PayloadPtr payload = {}, QStringView source = {});

    [[nodiscard]] bool isNull() const noexcept { return !m_block; }
    [[nodiscard]] Symbol nameSymbol() const noexcept { return m_block ? m_block->name : Symbol(); }
    [[nodiscard]] Symbol sourceSymbol() const noexcept { return m_block ? m_block->source : Symbol(); }
    [[nodiscard]] const QString &name() const noexcept { return nameSymbol().text(); }
    [[nodiscard]] const QString &source() const noexcept { return sourceSymbol().text(); }
    [[nodiscard]] QString subject() const;
    [[nodiscard]] EventTime time() const noexcept;
    /// Whether its time to live ends some time: an emission that begins at expiry() or later delivers it to nobody.
    [[nodiscard]] bool expires() const noexcept { return m_block && m_block->expiry != EventTime(); }
    /// The epoch if it never expires.
    [[nodiscard]] EventTime expiry() const noexcept { return m_block ? m_block->expiry : EventTime(); }

    /// Rising and unique in a run of an emitter, given when the emission starts; 0 before.
    [[nodiscard]] quint64 sequence() const noexcept
    {
        return m_block ? m_block->sequence.load(std::memory_order_relaxed) : 0;
    }
    /// `<run>-<sequence>`, made on demand; empty before the emission.
    [[nodiscard]] QString id() const;
    /// The id of the first event of the chain this one belongs to (its own id for a first event). Made on demand.
    [[nodiscard]] QString correlationId() const;
    /// The id of the event whose handler emitted this one; empty for an event without a cause. Made on demand.
    [[nodiscard]] QString causationId() const;
    /// The run of the emitter that numbered this event; 0 before the emission.
    [[nodiscard]] quint64 run() const noexcept { return m_block ? m_block->run.load(std::memory_order_relaxed) : 0; }
    /// The sequence of the chain's first event in the same run (its own for a first event).
    [[nodiscard]] quint64 correlationSequence() const noexcept
    {
        return !m_block ? 0 : m_block->correlation ? m_block->correlation : sequence();
    }
    /// The correlation id its maker gave it, which wins over the numbers; mostly empty. Borrowed from the event.
    [[nodiscard]] QStringView givenCorrelationId() const noexcept
    {
        return m_block && m_block->texts ? QStringView(m_block->texts->correlationId) : QStringView();
    }
    /// The sequence of the cause in the same run; 0 for an event without a cause.
    [[nodiscard]] quint64 causeSequence() const noexcept { return m_block ? m_block->cause : 0; }
    /// How many causes stand before this event: 0 for one that came from outside.
    [[nodiscard]] int generation() const noexcept { return m_block ? m_block->generation : 0; }
    /// Whether this happened before: a marked copy from the history, with the number of the original, or an effect of
    /// one.
    [[nodiscard]] bool isReplayed() const noexcept { return m_block && m_block->replayed; }
    /// Whether it overtakes ordinary events in an inbox, see EventEmitter::post().
    [[nodiscard]] bool isUrgent() const noexcept { return m_block && m_block->urgent; }

    /// Whether this is a dead letter's event, given to its handler once more: a marked copy with the old number. See
    /// DeadLetters::retry().
    [[nodiscard]] bool isRedriven() const noexcept { return m_block && m_block->redriven; }

    [[nodiscard]] const PayloadPtr &payload() const noexcept;
    /// The payload's struct if it is a Struct, else null. Borrowed from the event. See dataOf() for one that decodes.
    template <typename Struct>
    [[nodiscard]] const Struct *as() const noexcept
    {
        const Payload *held = payload().get();
        return held ? static_cast<const Struct *>(held->structAs(typeid(Struct))) : nullptr;
    }
    /// The scalar at a path below `data`; absent if there is none. Allocates nothing.
    [[nodiscard]] Value field(Symbol path) const noexcept;
    /// Looks the path's symbol up first; for code that runs seldom.
    [[nodiscard]] Value field(QStringView path) const noexcept { return field(Symbol::find(path)); }
    /// Everything as JSON; an empty object without a payload.
    [[nodiscard]] QJsonObject data() const;

    /// The metadata entry of that key; empty if there is none. Borrowed from the event.
    [[nodiscard]] QStringView metadata(Symbol key) const noexcept;
    [[nodiscard]] const MetadataPtr &metadata() const noexcept;

    /// What it was made of, for a changed copy: change some parts and make an Event of them. Any thread.
    [[nodiscard]] EventInit parts() const;

    /// Bytes the event keeps in memory with its payload, about.
    [[nodiscard]] qsizetype byteSize() const noexcept;

private:
    friend class EventEmitter;
    /// An emission uses the caller's event without holding a reference: counting costs as much as several handlers.
    /// What it may not do is vanish when a handler overwrites the caller's variable, see BlockPtr::letGoOfLent().
    enum class Loan : quint8
    {
        None,
        Lent, ///< to an emission
        Left, ///< so, and its last holder has left its reference to the emission
        Never, ///< it expires: the copy made instead of a loan is what finds that out, at no cost for all others
    };
    /// What few events have, away from the block, so that an event on its way between threads is two cache lines.
    struct Texts
    {
        QString subject;
        QString correlationId; // given by the maker; wins over the number

        static void *operator new(std::size_t size);
        static void operator delete(void *memory) noexcept;
    };
    /// In the order of use: what an emission looks at stands in the first cache line.
    struct Block
    {
        std::atomic<quint32> references = 1;
        std::atomic<Loan> loan = Loan::None;
        std::atomic<bool> wasLetGo = false; // while lent, by any holder
        quint16 generation = 0;
        bool replayed = false;
        bool urgent = false;
        bool redriven = false;
        Symbol name;
        Symbol source;
        EventTime time;
        std::atomic<quint64> run = 0; // whose topic, number, cause and correlation the block has
        std::atomic<quint64> sequence = 0;
        void *topic = nullptr; // the emitter's, of this name; null: not looked up
        quint64 correlation = 0; // sequence of the chain's first event; 0: this one
        quint64 cause = 0;
        PayloadPtr payload;
        MetadataPtr metadata;
        EventTime expiry;
        std::unique_ptr<const Texts> texts; // null: both empty

        explicit Block(EventInit &&init);
        Block(const Block &other);
        Block &operator=(const Block &) = delete;
        void setTexts(QString subject, QString correlationId);
        static void *operator new(std::size_t size);
        static void operator delete(void *memory) noexcept;
    };

    /// A counted pointer to a block. The last holder lets go without a locked instruction: nobody else can come back.
    class BlockPtr
    {
    public:
        BlockPtr() noexcept = default;
        explicit BlockPtr(Block *block) noexcept // takes over the reference the block was born with
            : m_block(block)
        {
        }
        BlockPtr(const BlockPtr &other) noexcept
            : m_block(other.m_block)
        {
            if (m_block) {
                m_block->references.fetch_add(1, std::memory_order_relaxed);
            }
        }
        BlockPtr(BlockPtr &&other) noexcept
            : m_block(std::exchange(other.m_block, nullptr))
        {
        }
        BlockPtr &operator=(BlockPtr other) noexcept
        {
            std::swap(m_block, other.m_block);
            return *this;
        }
        ~BlockPtr()
        {
            if (!m_block) {
                return;
            }
            if (m_block->loan.load(std::memory_order_relaxed) != Loan::None) [[unlikely]] {
                letGoOfLent();
            } else if (m_block->references.load(std::memory_order_acquire) == 1) {
                letGoOfLast(true);
            } else if (m_block->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                letGoOfLast(false);
            }
        }

        /// Whether the block may be changed: nobody else holds it, and no emission uses it.
        [[nodiscard]] bool isOwn() const noexcept
        {
            // The acquire pairs with the release of whoever let go of it last, in whichever thread.
            return m_block->references.load(std::memory_order_acquire) == 1
                && m_block->loan.load(std::memory_order_relaxed) == Loan::None;
        }
        /// Forgets the block without letting go of it.
        void forget() noexcept { m_block = nullptr; }
        [[nodiscard]] Block *get() const noexcept { return m_block; }
        [[nodiscard]] Block *operator->() const noexcept { return m_block; }
        [[nodiscard]] Block &operator*() const noexcept { return *m_block; }
        [[nodiscard]] explicit operator bool() const noexcept { return m_block != nullptr; }

    private:
        void letGoOfLast(bool isCounted) const noexcept;
        void letGoOfLent() const noexcept;

        Block *m_block = nullptr;
    };

    explicit Event(BlockPtr block) noexcept
        : m_block(std::move(block))
    {
    }
    [[nodiscard]] QString givenCorrelation() const
    {
        return m_block && m_block->texts ? m_block->texts->correlationId : QString();
    }
    /// For the emitter: whether this event has a topic of that run.
    [[nodiscard]] void *topicIn(quint64 run) const noexcept
    {
        return m_block && m_block->run.load(std::memory_order_relaxed) == run ? m_block->topic : nullptr;
    }
    /// For the emitter: gives the event its number and topic in place. False, and nothing done, if somebody else holds
    /// or borrows it, or another emitter has numbered it, or it expires.
    bool number(quint64 run, quint64 sequence, void *topic) const noexcept
    {
        if (!m_block.isOwn()) {
            return false;
        }
        if (m_block->run.load(std::memory_order_relaxed) != run) [[unlikely]] {
            quint64 none = 0; // two emitters may be at it at once: the variable may be a constant of both their threads
            if (!m_block->run.compare_exchange_strong(none, run, std::memory_order_relaxed)) {
                return false;
            }
        }
        m_block->sequence.store(sequence, std::memory_order_relaxed);
        m_block->topic = topic;
        return true;
    }
    /// For the emitter: fetches what other threads wrote into the event before it is needed, and then into its
    /// payload's count.
    void prefetch() const noexcept;
    void prefetchPayload() const noexcept;
    /// For the emitter, after number(): this event without a reference; to be ended by endLoan().
    [[nodiscard]] Event borrow() const noexcept
    {
        m_block->wasLetGo.store(false, std::memory_order_relaxed);
        m_block->loan.store(Loan::Lent, std::memory_order_relaxed);
        return Event(BlockPtr(m_block.get()));
    }
    void endLoan() noexcept
    {
        if (m_block->wasLetGo.load(std::memory_order_relaxed)) [[unlikely]] {
            if (m_block->loan.exchange(Loan::None, std::memory_order_acq_rel) == Loan::Left) {
                return; // the reference is ours now
            }
        } else {
            // Not let go of meanwhile: the caller's variable still holds the block, so nobody can be the last.
            m_block->loan.store(Loan::None, std::memory_order_relaxed);
        }
        m_block.forget();
    }
    /// For the emitter: a copy of this event with its number and topic, for where number() cannot.
    [[nodiscard]] Event numbered(quint64 run, quint64 sequence, void *topic) const;
    /// For the emitter: a copy of this event, number and topic included, marked as replayed or re-driven.
    [[nodiscard]] Event replayedCopy() const { return copyMarked(&Block::replayed); }
    [[nodiscard]] Event redrivenCopy() const { return copyMarked(&Block::redriven); }
    [[nodiscard]] Event copyMarked(bool Block::*mark) const;
    /// For the emitter: gives it another name; in place where nobody else holds it.
    void rename(Symbol name);
    /// The same, but false and nothing done where somebody does.
    bool renameInPlace(Symbol name) noexcept
    {
        if (m_block->name != name) {
            if (!m_block.isOwn()) [[unlikely]] {
                return false;
            }
            m_block->name = name;
            m_block->topic = nullptr;
        }
        return true;
    }
    /// For the emitter: a copy of `changed` with what the emitter gave this one: number, topic, cause, correlation.
    [[nodiscard]] Event replacedBy(const Event &changed) const;
    /// For the emitter: makes this event an effect of `cause`; in place where nobody else holds it.
    void setCause(const Event &cause);

    BlockPtr m_block;
};

/// The event as CloudEvents 1.0 JSON with the extensions sequence, correlationid, causationid and every metadata entry.
[[nodiscard]] QJsonObject toCloudEvent(const Event &event);

} // namespace ember

Q_DECLARE_METATYPE(ember::Event)
