// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/structpayload.h>
#include <ember/events/symbol.h>
#include <ember/events/value.h>

#include <QtCore/QJsonObject>
#include <QtCore/QMetaType>
#include <QtCore/QSharedData>
#include <QtCore/QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ember {

/// Microseconds since 1970, UTC.
using EventTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The moment now, from the system clock.
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
};

/// One thing that happened. A pointer to an immutable block: copying costs one reference, and every accessor may be
/// called from any thread.
///
/// The emitter numbers an event when its emission starts. An event that nobody else holds is numbered in place, so
/// emitting it allocates nothing; one that somebody holds (the log, an outer emission) is emitted as a copy, and what
/// was handed out never changes.
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

    /// Rising and unique in a run of an emitter, given when the emission starts; 0 before.
    [[nodiscard]] quint64 sequence() const noexcept { return m_block ? m_block->sequence : 0; }
    /// `<run>-<sequence>`, made on demand; empty before the emission.
    [[nodiscard]] QString id() const;
    /// The id of the first event of the chain this one belongs to (its own id for a first event). Made on demand.
    [[nodiscard]] QString correlationId() const;
    /// The id of the event whose handler emitted this one; empty for an event without a cause. Made on demand.
    [[nodiscard]] QString causationId() const;
    /// The run of the emitter that numbered this event; 0 before the emission.
    [[nodiscard]] quint64 run() const noexcept { return m_block ? m_block->run : 0; }
    /// The sequence of the chain's first event in the same run (its own for a first event).
    [[nodiscard]] quint64 correlationSequence() const noexcept
    {
        return !m_block ? 0 : m_block->correlation ? m_block->correlation : m_block->sequence;
    }
    /// The correlation id its maker gave it, which wins over the numbers; mostly empty. Borrowed from the event.
    [[nodiscard]] QStringView givenCorrelationId() const noexcept
    {
        return m_block ? QStringView(m_block->correlationId) : QStringView();
    }
    /// The sequence of the cause in the same run; 0 for an event without a cause.
    [[nodiscard]] quint64 causeSequence() const noexcept { return m_block ? m_block->cause : 0; }
    /// How many causes stand before this event: 0 for one that came from outside.
    [[nodiscard]] int generation() const noexcept { return m_block ? m_block->generation : 0; }
    [[nodiscard]] bool isReplayed() const noexcept { return m_block && m_block->replayed; }

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

    /// Bytes the event keeps in memory with its payload, about.
    [[nodiscard]] qsizetype byteSize() const noexcept;

private:
    friend class EventEmitter;
    struct Block : QSharedData
    {
        Symbol name;
        Symbol source;
        EventTime time;
        quint64 run = 0;
        quint64 sequence = 0;
        quint64 correlation = 0; // sequence of the chain's first event; 0: this one
        quint64 cause = 0;
        quint16 generation = 0;
        bool replayed = false;
        PayloadPtr payload;
        MetadataPtr metadata;
        QString subject;
        QString correlationId; // given by the maker; wins over `correlation`
    };
    using BlockPtr = QExplicitlySharedDataPointer<Block>;
    explicit Event(BlockPtr block) noexcept
        : m_block(std::move(block))
    {
    }
    /// For the emitter: this event numbered as `sequence` of `run`; in place where nobody else holds it.
    [[nodiscard]] Event numbered(quint64 run, quint64 sequence, bool mayReuse) const;
    /// For the emitter: makes this event an effect of `cause`; in place where nobody else holds it.
    void setCause(const Event &cause);

    BlockPtr m_block;
};

/// The event as CloudEvents 1.0 JSON with the extensions sequence, correlationid, causationid and every metadata entry.
[[nodiscard]] QJsonObject toCloudEvent(const Event &event);

} // namespace ember

Q_DECLARE_METATYPE(ember::Event)
