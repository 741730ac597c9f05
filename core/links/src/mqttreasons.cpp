// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqttreasons.h"

#include <QtCore/QByteArrayView>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// Return codes of a CONNACK, MQTT 3.1.1 table 3.1.
constexpr int kBadVersion = 1;
constexpr int kBadIdentifier = 2;
constexpr int kUnavailable = 3;
constexpr int kBadPassword = 4;
constexpr int kNotAuthorised = 5;

MqttFailure refusedUser(const MqttParty &party)
{
    if (party.user.isEmpty()) {
        return {
            u"the broker at %1 wants a user name and a password: write mqtt://USER:PASSWORD@%1"_s.arg(placeOf(party)),
            true};
    }
    return {
        u"the broker at %1 refused the user name “%2” or its password; check both"_s.arg(placeOf(party), party.user),
        true};
}

MqttFailure unreachable(QByteArrayView message, const MqttParty &party)
{
    if (message.contains("timeout")) {
        return {
            u"no answer from %1 in time; check the address, the network and the firewall"_s.arg(placeOf(party)), false};
    }
    if (message.contains("connect failure") || message.isEmpty()) {
        return {u"nothing accepts connections at %1; is a broker running there?"_s.arg(placeOf(party)), false};
    }
    return {u"%1 ended the connection before it answered; is that an MQTT broker?"_s.arg(placeOf(party)), false};
}

} // namespace

QString placeOf(const MqttParty &party)
{
    const QString host = party.host.contains(u':') ? u"["_s + party.host + u"]"_s : party.host;
    return u"%1:%2"_s.arg(host).arg(party.port);
}

MqttFailure connectFailure(int code, const char *message, const MqttParty &party)
{
    switch (code) {
    case kBadVersion:
        return {u"the broker at %1 does not speak MQTT 3.1.1"_s.arg(placeOf(party)), true};
    case kBadIdentifier:
        return {u"the broker at %1 refused the client id “%2”; choose another one with clientid="_s.arg(
                    placeOf(party), party.clientId),
            true};
    case kUnavailable:
        return {u"the broker at %1 says that it is not available at the moment"_s.arg(placeOf(party)), false};
    case kBadPassword:
    case kNotAuthorised:
        return refusedUser(party);
    default:
        break;
    }
    if (code > 0) {
        return {u"the broker at %1 refused the connection (code %2)"_s.arg(placeOf(party)).arg(code), false};
    }
    return unreachable(message ? QByteArrayView(message) : QByteArrayView(), party);
}

MqttFailure subscribeFailure(const QStringList &filters, const MqttParty &party)
{
    return {
        u"the broker at %1 refused the subscription to “%2”; ask for another topic, or for the right to read it"_s.arg(
            placeOf(party), filters.join(u"”, “"_s)),
        true};
}

} // namespace ember
