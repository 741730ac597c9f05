// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/event.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <memory>
#include <vector>

namespace ember {

/// One message whose fields nobody described: the payload of `message.received` (a profile's message of the kind "any",
/// and so every message on a broker for which no profile is known). Immutable; any thread.
///
/// What becomes a field: of a JSON object or list every scalar in it, by its dotted path ("ENERGY.Power", "list.0"; a
/// point in a member's own name is not told from one between names); a number, true, false, null or any other text is
/// the one field "value". JSON that is broken is a text. Bytes that are no UTF-8, or hold control characters, have no
/// field: their size and first bytes stand in the data. An empty payload has no field either. Of a path that comes
/// twice the last one counts. Names stay texts of the message and make no Symbol: a broker may invent them without end.
///
/// Where the profile describes a field of that name (or alias), it has the profile's name and its decoded value.
class DiscoveredMessage final : public Payload
{
public:
    static constexpr int kMaxFields = 500; ///< of one message; further ones are counted, the bytes have them all
    static constexpr int kMaxDepth = 16; ///< of objects and lists inside each other; what is deeper is counted
    static constexpr qsizetype kLongestName = 256; ///< UTF-16 units; a field with a longer one is counted
    static constexpr qsizetype kLongestText = 1'000; ///< UTF-16 units; of a longer text the first, and it is counted

    struct Field
    {
        QString name; ///< the dotted path, or the profile's name
        int profileField = -1; ///< the profile's field, where it describes this one
    };
    using Fields = std::vector<Field>;
    /// What a decoder fills in.
    struct Content
    {
        ProfilePtr profile;
        int message = -1;
        QString topic;
        QByteArray bytes;
        QString head; ///< the first bytes, escaped; empty unless the bytes are no text
        std::shared_ptr<const Fields> fields = {}; ///< in the message's order, each name once; null if there are none
        std::vector<Scalar> values = {}; ///< theirs, as many
        bool sharesFields = false; ///< with an earlier message, which counts the memory they take
        int omitted = 0; ///< fields beyond the bounds
        int shortened = 0; ///< texts beyond kLongestText
        bool retained = false;
    };

    explicit DiscoveredMessage(Content content) noexcept;

    /// The payload as the message it is; null for every other payload. Borrowed.
    [[nodiscard]] static const DiscoveredMessage *from(const PayloadPtr &payload) noexcept;

    [[nodiscard]] const ProfilePtr &profile() const noexcept { return m_content.profile; }
    [[nodiscard]] const QString &topic() const noexcept { return m_content.topic; }
    /// Shared between the messages of a topic as long as they look the same.
    [[nodiscard]] const Fields &fields() const noexcept { return *m_content.fields; }
    /// One for each of the fields.
    [[nodiscard]] const std::vector<Scalar> &values() const noexcept { return m_content.values; }
    [[nodiscard]] const QString &head() const noexcept { return m_content.head; }
    [[nodiscard]] int omitted() const noexcept { return m_content.omitted; }

    /// "topic", "values.x", "retained", "size", "head", "omitted", "shortened"; see toJson(). Allocates nothing.
    [[nodiscard]] Value field(Symbol path) const noexcept override;
    /// `topic`, `values` (flat, by name) and `size` in bytes; only where it is so `retained` (true), `head` (bytes that
    /// are no text), `omitted` and `shortened` (how many).
    [[nodiscard]] QJsonObject toJson() const override;
    [[nodiscard]] QByteArray raw() const override { return m_content.bytes; }
    [[nodiscard]] qsizetype byteSize() const override;

private:
    Content m_content;
    qsizetype m_byteSize = 0;
};

/// What is left of a topic behind the device's id, which is the rest of the source behind its first slash: "SENSOR" of
/// "tele/plug/SENSOR" for "mqtt/tele/plug". Empty where the topic is the device's own; the topic where the id is no
/// part of it. Borrowed from `topic`.
[[nodiscard]] QStringView topicWithinDevice(QStringView source, QStringView topic) noexcept;
/// A discovered field as people read it: its name, and of a message that is one value the topic's own words.
[[nodiscard]] QString discoveredName(QStringView source, QStringView topic, QStringView field);

} // namespace ember
