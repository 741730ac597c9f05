// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqttreasons.h"

#include <ember/links/connectionurl.h>

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

// Reason codes of MQTT 5, table 2-6: those that a CONNACK or a DISCONNECT may hold and that we have words for.
enum Reason5
{
    kUnspecified = 0x80,
    kMalformed = 0x81,
    kProtocolError = 0x82,
    kBadVersion5 = 0x84,
    kBadIdentifier5 = 0x85,
    kBadPassword5 = 0x86,
    kNotAuthorised5 = 0x87,
    kUnavailable5 = 0x88,
    kBusy = 0x89,
    kBanned = 0x8A,
    kShuttingDown = 0x8B,
    kKeepAliveTimeout = 0x8D,
    kSessionTakenOver = 0x8E,
    kPacketTooLarge = 0x95,
    kRateTooHigh = 0x96,
    kQuotaExceeded = 0x97,
    kAdministrative = 0x98,
    kUseAnotherServer = 0x9C,
    kServerMoved = 0x9D,
    kConnectionRate = 0x9F,
    kMaximumConnectTime = 0xA0
};

constexpr qsizetype kWordsShown = 200; // characters of what a broker says

MqttFailure refusedUser(const MqttParty &party)
{
    if (party.user.isEmpty()) {
        return {u"the broker at %1 wants a user name and a password: write %2://USER:PASSWORD@%1"_s.arg(
                    placeOf(party), party.scheme),
            true};
    }
    return {
        u"the broker at %1 refused the user name “%2” or its password; check both"_s.arg(placeOf(party), party.user),
        true};
}

/// Brokers say so of a missing or wrong password as well as of a client id that their rules do not allow (mosquitto
/// 2.0.11: `clientid_prefixes`), and tell us no more.
MqttFailure notAuthorised(const MqttParty &party)
{
    if (party.isSigned) {
        return signatureFailure(party, u"not authorised"_s);
    }
    MqttFailure failure = refusedUser(party);
    failure.reason
        += u". If that is not it: it may have a rule for client ids; ours is “%1”, clientid= changes it"_s.arg(
            party.clientId);
    return failure;
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
    const QString perhaps = party.scheme == u"mqtt" ? u" An encrypted one wants mqtts://."_s : QString();
    return {
        u"%1 ended the connection before it answered; is that an MQTT broker?%2"_s.arg(placeOf(party), perhaps), false};
}

} // namespace

QString placeOf(const MqttParty &party)
{
    const QString host = party.host.contains(u':') ? u"["_s + party.host + u"]"_s : party.host;
    return u"%1:%2"_s.arg(host).arg(party.port);
}

MqttParty partyOf(const ConnectionUrl &url, const QString &clientId)
{
    const QString scheme = url.isWebSocket ? (url.tls ? u"wss"_s : u"ws"_s) : (url.tls ? u"mqtts"_s : u"mqtt"_s);
    return {.scheme = scheme,
        .host = url.host,
        .port = url.port,
        .path = url.path,
        .user = url.user,
        .clientId = clientId,
        .isSigned = !url.signedQuery.isEmpty()};
}

MqttFailure signatureFailure(const MqttParty &party, const QString &said)
{
    return {.reason = u"%1 does not accept our signature (%2); the next try signs in anew first. If that goes on, is "
                      u"this machine's clock right?"_s.arg(placeOf(party), said),
        .permanent = false,
        .isSignatureRefused = true};
}

bool isHungUp(int code, const char *message) noexcept
{
    const QByteArrayView text(message ? message : "");
    return code < 0 && !text.contains("timeout") && !text.contains("connect failure") && !text.isEmpty();
}

bool isVersionRefused(int code) noexcept
{
    return code == kBadVersion || code == kBadVersion5;
}

MqttFailure connectFailure(int code, const char *message, const MqttParty &party)
{
    const QString place = placeOf(party);
    switch (code) {
    case kBadVersion:
    case kBadVersion5:
        return {
            u"the broker at %1 does not speak this version of MQTT; leave mqtt= out of the address"_s.arg(place), true};
    case kBadIdentifier:
    case kBadIdentifier5:
        return {u"the broker at %1 refused the client id “%2”; choose another one with clientid="_s.arg(
                    place, party.clientId),
            true};
    case kUnavailable:
    case kUnavailable5:
        return {u"the broker at %1 says that it is not available at the moment"_s.arg(place), false};
    case kBusy:
        return {u"the broker at %1 says that it is busy"_s.arg(place), false};
    case kBadPassword:
    case kBadPassword5:
        return refusedUser(party);
    case kNotAuthorised:
    case kNotAuthorised5:
        return notAuthorised(party);
    case kBanned:
        return {u"the broker at %1 has banned us; ask whoever runs it"_s.arg(place), true};
    case kQuotaExceeded:
    case kConnectionRate:
        return {u"the broker at %1 says that there are too many connections, or too often"_s.arg(place), false};
    case kUseAnotherServer:
    case kServerMoved:
        return {u"the broker at %1 says that another server is to be used; ask whoever runs it for the address"_s.arg(
                    place),
            code == kServerMoved};
    case kMalformed:
    case kProtocolError:
    case kUnspecified:
    default:
        break;
    }
    if (code > 0) {
        return {u"the broker at %1 refused the connection (code %2)"_s.arg(place).arg(code), false};
    }
    return unreachable(message ? QByteArrayView(message) : QByteArrayView(), party);
}

QString disconnectReason(int code, const QString &words, const MqttParty &party)
{
    const auto why = [&]() -> QString {
        switch (code) {
        case kSessionTakenOver:
            return u"another client has connected with our client id “%1”"_s.arg(party.clientId);
        case kShuttingDown:
            return u"it is shutting down"_s;
        case kBusy:
            return u"it is busy"_s;
        case kKeepAliveTimeout:
            return u"it did not hear from us in time"_s;
        case kNotAuthorised5:
            return u"we are no longer allowed in"_s;
        case kAdministrative:
            return u"whoever runs it ended the connection"_s;
        case kPacketTooLarge:
            return u"a message was too large"_s;
        case kRateTooHigh:
        case kQuotaExceeded:
            return u"there was too much traffic"_s;
        case kMaximumConnectTime:
            return u"it allows no longer connections"_s;
        case kUseAnotherServer:
        case kServerMoved:
            return u"another server is to be used"_s;
        default:
            return u"reason code 0x%1"_s.arg(code, 2, 16, QLatin1Char('0'));
        }
    }();
    const QString said = words.simplified().left(kWordsShown);
    return u"the broker at %1 ended the connection: %2%3"_s.arg(
        placeOf(party), why, said.isEmpty() ? QString() : u" (“%1”)"_s.arg(said));
}

MqttFailure subscribeFailure(const QStringList &filters, const MqttParty &party)
{
    return {
        u"the broker at %1 refused the subscription to “%2”; ask for another topic, or for the right to read it"_s.arg(
            placeOf(party), filters.join(u"”, “"_s)),
        true};
}

} // namespace ember
