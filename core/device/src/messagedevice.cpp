// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decoder::Reading: which device a message is of.
#include "knowndevices.h"
#include "messagereading.h"

namespace ember {

/// The known device, where the topic alone says whose it is and nothing more is to be learnt of it.
KnownDevicePtr Decoder::Reading::deviceOfTopic(const Profile &profile) const
{
    const auto &identity = profile.content().identity;
    if (identity.size() != 1 || identity.front().topicSegment < 0) {
        return nullptr;
    }
    KnownDevicePtr known = m_decoder.m_devices->find(&profile, topicText(identity.front(), m_message.topic));
    const bool isComplete
        = known && known->variables.size() == profile.content().variables.size() && !known->source.isNull();
    return isComplete ? known : nullptr;
}

QString Decoder::Reading::deviceId(const Profile &profile, std::optional<JsonReader::Element> root)
{
    QString id;
    bool conflict = false;
    for (const TextSource &source : profile.content().identity) {
        if (const auto text = textFrom(source, m_message.topic, root)) {
            conflict = conflict || (!id.isEmpty() && id != *text);
            id = *text;
        }
    }
    m_decoder.m_identityConflicts += conflict ? 1 : 0;
    return id;
}

KnownDevicePtr Decoder::Reading::deviceOf(
    const ProfilePtr &profile, const QString &id, std::optional<JsonReader::Element> root, bool &isNew)
{
    KnownDevices &devices = *m_decoder.m_devices;
    KnownDevicePtr known = devices.find(profile.get(), id);
    const auto &wanted = profile->content().variables;
    if (known && known->variables.size() == wanted.size()) {
        return known;
    }
    auto device = std::make_shared<KnownDevice>();
    device->profile = profile;
    device->id = id;
    device->source = known ? known->source : Symbol::intern(QString(profile->id() + u'/' + id));
    device->metadata = known ? known->metadata : makeMetadata(profile.get(), m_decoder.m_connection);
    device->variables = known ? known->variables : QMap<QString, QString>();
    for (auto variable = wanted.begin(); variable != wanted.end(); ++variable) {
        if (const auto text = textFrom(variable.value(), m_message.topic, root)) {
            device->variables.insert(variable.key(), *text);
        }
    }
    if (known && device->variables.size() == known->variables.size()) {
        return known;
    }
    isNew = devices.keep(device) && !known;
    return device;
}

} // namespace ember
