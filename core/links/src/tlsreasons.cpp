// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tlsreasons.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNamesShown = 5;
constexpr qsizetype kTextShown = 120; // characters of a text of the other side

QString day(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

// A text of the other side: short, and of one line.
QString shownText(const QString &text)
{
    const QString line = text.simplified();
    return line.size() <= kTextShown ? line : QString(line.first(kTextShown) + u'…');
}

QString ownOr(const RefusedCertificate &certificate, const MqttParty &party)
{
    return certificate.isBrokers ? u"the certificate of %1"_s.arg(placeOf(party))
                                 : u"a certificate in the chain of %1"_s.arg(placeOf(party));
}

MqttFailure otherHost(const RefusedCertificate &certificate, const MqttParty &party)
{
    QStringList names;
    for (const QString &name : certificate.names.first(std::min(kNamesShown, certificate.names.size()))) {
        names.append(u"“%1”"_s.arg(shownText(name)));
    }
    const QString given = names.isEmpty() ? u"no host at all"_s : names.join(u", "_s);
    const QString more = certificate.names.size() > kNamesShown
        ? u" and %1 more"_s.arg(certificate.names.size() - kNamesShown)
        : QString();
    return {u"the certificate of %1 is for %2, not for “%3”; write the host as it stands there"_s.arg(
                placeOf(party), given + more, party.host),
        true};
}

MqttFailure unknownIssuer(const RefusedCertificate &certificate, const MqttParty &party, const TlsChoices &choices)
{
    const QString issuer = certificate.issuer.isEmpty() ? QString() : u" (“%1”)"_s.arg(shownText(certificate.issuer));
    if (choices.caFile.isEmpty()) {
        return {u"this system does not know who issued the certificate of %1%2; if it is yours, name the issuer's "
                u"certificate with ca="_s.arg(placeOf(party), issuer),
            true};
    }
    return {u"the certificate of %1 comes from another issuer%2 than the one in “%3” (ca)"_s.arg(
                placeOf(party), issuer, choices.caFile),
        true};
}

MqttFailure refusedOurs(const QString &how, const MqttParty &party, const TlsChoices &choices)
{
    if (choices.certFile.isEmpty()) {
        return {
            u"the broker at %1 wants a certificate of ours: name one with cert= and key="_s.arg(placeOf(party)), true};
    }
    return {u"the broker at %1 refused our certificate “%2”: %3"_s.arg(placeOf(party), choices.certFile, how), true};
}

} // namespace

MqttFailure certificateFailure(const RefusedCertificate &certificate, const MqttParty &party, const TlsChoices &choices)
{
    switch (certificate.error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {
            u"%1 expired on %2; whoever runs it must renew it"_s.arg(ownOr(certificate, party), day(certificate.until)),
            true};
    case X509_V_ERR_CERT_NOT_YET_VALID: // a machine without a clock gets one later
        return {u"%1 is valid only from %2 on; is this machine's clock right?"_s.arg(
                    ownOr(certificate, party), day(certificate.from)),
            false};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return otherHost(certificate, party);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: // an issuer of the same name with another key
        return unknownIssuer(certificate, party, choices);
    default:
        return {u"%1 cannot be trusted: %2"_s.arg(
                    ownOr(certificate, party), QString::fromUtf8(X509_verify_cert_error_string(certificate.error))),
            true};
    }
}

MqttFailure handshakeFailure(int reason, const MqttParty &party, const TlsChoices &choices)
{
    switch (reason) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return refusedOurs(u"it wants another one"_s, party, choices);
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        return refusedOurs(u"it does not know its issuer"_s, party, choices);
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        return refusedOurs(u"it has expired"_s, party, choices);
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        return refusedOurs(u"it was revoked"_s, party, choices);
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
        return refusedOurs(u"it does not accept it"_s, party, choices);
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        return {u"the broker at %1 broke the TLS handshake off without saying why%2"_s.arg(placeOf(party),
                    choices.certFile.isEmpty() ? u"; perhaps it wants a certificate (cert=, key=)"_s : QString()),
            false};
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_UNEXPECTED_MESSAGE:
    case SSL_R_HTTP_REQUEST:
        return {u"what answers at %1 does not speak TLS; is the port right%2?"_s.arg(placeOf(party),
                    party.scheme == u"https"
                        ? QString()
                        : u", or is it %1:// there"_s.arg(party.scheme == u"wss" ? u"ws"_s : u"mqtt"_s)),
            false};
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return {u"the broker at %1 knows no version of TLS that is still accepted here"_s.arg(placeOf(party)), true};
    default:
        return {u"the TLS handshake with %1 failed: %2"_s.arg(
                    placeOf(party), QString::fromUtf8(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reason)))),
            false};
    }
}

MqttFailure upgradeFailure(const QByteArray &answer, const MqttParty &party)
{
    const QString line = QString::fromLatin1(answer.left(answer.indexOf('\r')));
    const QStringList words = line.split(u' ');
    const int status = words.value(1).toInt();
    if (!line.startsWith(u"HTTP/") || status < 100) {
        return {u"what answers at %1 is no web server; is it %2:// there?"_s.arg(
                    placeOf(party), party.scheme == u"wss" ? u"mqtts"_s : u"mqtt"_s),
            false};
    }
    const QString said = u"HTTP "_s + shownText(words.mid(1).join(u' '));
    switch (status) {
    case 101:
        return {};
    case 401:
    case 403:
    case 407:
        return party.isSigned ? signatureFailure(party, said)
                              : MqttFailure{u"%1 does not let us in (%2)"_s.arg(placeOf(party), said), true};
    case 404:
        return {u"there is no WebSocket at “%1” of %2 (%3); the path stands behind the host: %4://host/path"_s.arg(
                    party.path, placeOf(party), said, party.scheme),
            false};
    case 502:
    case 503:
    case 504:
        return {u"the broker behind %1 is not available at the moment (%2)"_s.arg(placeOf(party), said), false};
    default:
        return {u"%1 did not open a WebSocket at “%2” (%3)"_s.arg(placeOf(party), party.path, said), false};
    }
}

} // namespace ember
