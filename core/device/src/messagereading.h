// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cellwriter.h"
#include "jsonreader.h"
#include "keyorder.h"
#include "topicplans.h"

#include <ember/device/decoder.h>
#include <ember/device/discoveredmessage.h>

#include <optional>
#include <unordered_map>

namespace ember {

/// What earlier messages taught about the order of things; only ever saves a search.
struct Decoder::Learnt
{
    TopicPlans topics;
    std::unordered_map<const MessageDefinition *, KeyOrder> keys;

    KeyOrder &orderOf(const MessageDefinition &message) { return keys.try_emplace(&message, message).first->second; }
};

/// One message on its way through the profiles. For one message only; the link's thread.
class Decoder::Reading
{
public:
    Reading(Decoder &decoder, const Message &message)
        : m_decoder(decoder)
        , m_message(message)
    {
    }

    [[nodiscard]] Decoded run();

private:
    /// Nullopt if the message looks otherwise than those before it.
    [[nodiscard]] std::optional<Decoded> readAs(const TopicPlans::Look &look);
    void learnFrom(const Decoded &result, const ProfilePtr &profile, int index, const JsonPath &body);
    /// Nullopt if the message is not for this profile; `reason` then tells why.
    [[nodiscard]] std::optional<Decoded> tryProfile(
        const ProfilePtr &profile, const std::vector<int> &messages, QString &reason);
    /// Whether the payload is one of the message's texts, if it has any, and the device one that it may be of.
    [[nodiscard]] bool mayBeSingle(const ProfilePtr &profile, int index);
    void parse();
    [[nodiscard]] std::optional<Decoded> tryJson(
        const ProfilePtr &profile, const std::vector<int> &messages, QString &reason);
    /// Whether a mark is there with another value while none fits.
    [[nodiscard]] bool isContradicted(const Profile &profile, JsonReader::Element root) const;
    [[nodiscard]] Decoded decodeBody(
        const ProfilePtr &profile, int index, JsonReader::Element body, const JsonPath &path);
    [[nodiscard]] Decoded decodeSingle(const ProfilePtr &profile, int index);
    /// Whatever it is: nothing is undecodable here but a device without a name. Nullopt if a body is wanted that is not
    /// there.
    [[nodiscard]] std::optional<Decoded> tryAny(const ProfilePtr &profile, int index);
    [[nodiscard]] static std::optional<JsonReader::Element> bodyOf(
        const MessageDefinition &definition, std::optional<JsonReader::Element> root);
    [[nodiscard]] Decoded finish(
        const ProfilePtr &profile, int index, CellWriter &writer, std::optional<JsonReader::Element> root);
    [[nodiscard]] Decoded finish(const ProfilePtr &profile, int index, DiscoveredMessage::Content content,
        std::optional<JsonReader::Element> root);
    template <typename MakePayload>
    Decoded finish(
        const ProfilePtr &profile, int index, std::optional<JsonReader::Element> root, MakePayload &&makePayload);
    void fill(Decoded &result, const MessageDefinition &definition, PayloadPtr payload) const;
    [[nodiscard]] KnownDevicePtr deviceOfTopic(const Profile &profile) const;
    [[nodiscard]] QString deviceId(const Profile &profile, std::optional<JsonReader::Element> root);
    [[nodiscard]] KnownDevicePtr deviceOf(
        const ProfilePtr &profile, const QString &id, std::optional<JsonReader::Element> root, bool &isNew);

    Decoder &m_decoder;
    const Message &m_message;
    TopicPlans::Plan *m_topic = nullptr;
    TopicPlans::Plan *m_plan = nullptr; // the same, where a layout may be learnt for it
    std::optional<QString> m_parseError;
    bool m_isParsed = false;
};

} // namespace ember
