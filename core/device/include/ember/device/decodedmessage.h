// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/payload.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QString>

#include <memory>
#include <utility>
#include <vector>

namespace ember {

class Event;

/// What stands in a cell.
enum class CellState : quint8
{
    Absent,
    Integer,
    Real,
    Text,
    Boolean,
    Invalid
};

/// Eight bytes and a state for each field of a message, in one piece of memory. All are absent at first.
class CellTable
{
public:
    CellTable() = default;
    explicit CellTable(std::size_t count)
        : m_count(count)
        , m_memory(std::make_unique<quint64[]>(words()))
    {
    }

    [[nodiscard]] int count() const noexcept { return int(m_count); }
    [[nodiscard]] CellState state(int cell) const noexcept { return CellState(states()[cell]); }
    [[nodiscard]] quint64 bits(int cell) const noexcept { return m_memory[std::size_t(cell)]; }
    void set(int cell, CellState state, quint64 bits) noexcept
    {
        reinterpret_cast<quint8 *>(m_memory.get() + m_count)[cell] = quint8(state);
        m_memory[std::size_t(cell)] = bits;
    }
    [[nodiscard]] qsizetype byteSize() const noexcept { return qsizetype(words()) * qsizetype(sizeof(quint64)); }

private:
    [[nodiscard]] std::size_t words() const noexcept { return m_count + (m_count + 7) / 8; }
    [[nodiscard]] const quint8 *states() const noexcept
    {
        return reinterpret_cast<const quint8 *>(m_memory.get() + m_count); // behind the bits
    }

    std::size_t m_count = 0;
    std::unique_ptr<quint64[]> m_memory;
};

/// One message of a device, read by its profile: the payload of `device.status_received` and its kin.
///
/// Kept small: eight bytes and a state for each field of the message, side lists only for texts, invalid values and
/// keys the profile does not know, and the bytes as received. Values and labels are made from the raw cells when they
/// are asked for. A "cell" is a field's place in MessageDefinition::fields. Immutable; any thread.
class DecodedMessage final : public Payload
{
public:
    using CellState = ember::CellState;

    /// A value that does not fit its field.
    struct InvalidCell
    {
        int cell = -1;
        QString reason; ///< "1.5 is not a whole number"
        QJsonValue raw; ///< as sent
        Scalar scalar; ///< the same if it is one, else null
    };
    /// A member that the profile does not know.
    struct UnknownMember
    {
        QString key;
        QJsonValue raw; ///< as sent
        Scalar scalar; ///< the same if it is one, else null
    };
    /// How many such members a message keeps singly; the bytes as received have them all.
    static constexpr int kMaxUnknown = 10'000;
    /// What a decoder fills in.
    struct Content
    {
        ProfilePtr profile;
        int message = -1;
        QByteArray bytes;
        CellTable cells; ///< integer, bits of a real, 0 or 1; for a text its place in `texts`
        std::vector<QString> texts;
        std::vector<InvalidCell> invalid;
        std::vector<UnknownMember> unknown; ///< in the message's order, each key once, at most kMaxUnknown
        int unknownOmitted = 0; ///< members beyond them
    };

    /// The payload as the message it is; null for every other payload. Borrowed. Quicker than a dynamic_cast, and it is
    /// asked for every event.
    [[nodiscard]] static const DecodedMessage *from(const PayloadPtr &payload) noexcept;

    /// For decoders: takes the content over and computes the derived values.
    explicit DecodedMessage(Content content);

    [[nodiscard]] const ProfilePtr &profile() const noexcept { return m_content.profile; }
    [[nodiscard]] int messageIndex() const noexcept { return m_content.message; }
    [[nodiscard]] const MessageDefinition &message() const noexcept;

    [[nodiscard]] CellState state(int cell) const noexcept { return m_content.cells.state(cell); }
    /// As sent; absent for a missing value, null for an invalid one that is no scalar.
    [[nodiscard]] Value raw(int cell) const noexcept;
    /// Decoded; absent for a missing value, null for an invalid one and an unknown tri-state.
    [[nodiscard]] Value value(int cell) const noexcept;
    /// The text of an enumeration's number; null view for every other field and for a number without a label.
    [[nodiscard]] QStringView label(int cell) const noexcept;
    /// Why the value is invalid; empty for one that is not. Borrowed.
    [[nodiscard]] QStringView invalidReason(int cell) const noexcept;
    /// A derived value by its place in MessageDefinition::derived; absent if it could not be computed.
    [[nodiscard]] Value derived(int derivedCell) const noexcept { return m_derived[std::size_t(derivedCell)]; }
    /// Whether the message has all a derived value needs, so that an absent one is an answer.
    [[nodiscard]] bool hasInputs(int derivedCell) const noexcept;
    /// The raw value of a field by index, as conditions see it: absent if missing, invalid, or another field's variant.
    [[nodiscard]] Value validRaw(int fieldIndex) const noexcept;

    [[nodiscard]] int presentCount() const noexcept; ///< fields that came, invalid ones too
    [[nodiscard]] int missingCount() const noexcept; ///< fields that did not come; 0 for a partial message
    /// Members that the profile does not know, those not kept singly too.
    [[nodiscard]] int unknownCount() const noexcept { return int(m_content.unknown.size()) + m_content.unknownOmitted; }
    [[nodiscard]] int invalidCount() const noexcept { return int(m_content.invalid.size()); }

    /// "values.x", "raw.x", "labels.x", "derived.x"; "unknown.x" as sent (null for a list or an object), "invalid.x"
    /// the reason, "missing.x" true if x did not come; "unknown", "invalid", "missing" alone: how many there are.
    /// Allocates nothing; a text is borrowed from this message.
    [[nodiscard]] Value field(Symbol path) const noexcept override;
    /// `values labels derived raw unknown missing invalid` (design.md §4), each always there; `unknownOmitted`, how
    /// many further unknown members there were, only if there were any; `tables`, the rows of the profile's tables by
    /// their ids, only for a message that has some.
    [[nodiscard]] QJsonObject toJson() const override;
    /// The member `values` of toJson() alone.
    [[nodiscard]] QJsonObject valuesJson() const;
    [[nodiscard]] QByteArray raw() const override { return m_content.bytes; }
    [[nodiscard]] qsizetype byteSize() const override;

private:
    [[nodiscard]] Value shortcoming(QStringView path) const noexcept;
    [[nodiscard]] Value computed(const DerivedDefinition &derived) const noexcept;
    [[nodiscard]] const InvalidCell *invalidCell(int cell) const noexcept;
    [[nodiscard]] const FieldDefinition &fieldAt(int cell) const noexcept;
    [[nodiscard]] QJsonValue rawJson(int cell) const;

    Content m_content;
    qsizetype m_jsonBytes = 0; // of the values kept as JSON, about
    std::vector<Value> m_derived; // texts are borrowed from m_content or from the profile's expressions
};

/// The message an event carries, or was made from (an event whose data are `values` shares its message); null for every
/// other event. Borrowed from the event. Any thread.
[[nodiscard]] const DecodedMessage *decodedMessageOf(const Event &event) noexcept;

} // namespace ember
