// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariant.h"

#include <ember/links/connectionurl.h>

using namespace ember;
using namespace ember::fuzz;
using namespace Qt::StringLiterals;

namespace {

const QString kPassword = u"Zq9-Zq9.Zq9"_s;

bool sameFiles(const TlsChoices &a, const TlsChoices &b)
{
    return a.caFile == b.caFile && a.certFile == b.certFile && a.keyFile == b.keyFile
        && a.keyPasswordFile == b.keyPasswordFile;
}

bool sameConnection(const ConnectionUrl &a, const ConnectionUrl &b)
{
    const auto sameDevice
        = [](const NamedDevice &x, const NamedDevice &y) { return x.id == y.id && x.additional == y.additional; };
    return a.kind == b.kind && a.text == b.text && a.host == b.host && a.port == b.port && a.user == b.user
        && a.topics == b.topics && std::ranges::equal(a.devices, b.devices, sameDevice) && a.poll == b.poll
        && a.pollInterval == b.pollInterval && a.clientId == b.clientId && a.maxPayload == b.maxPayload
        && a.profile == b.profile && a.simulation == b.simulation && a.isWebSocket == b.isWebSocket && a.path == b.path
        && a.apiUrl == b.apiUrl && a.version == b.version && a.isSessionKept == b.isSessionKept
        && a.tls.has_value() == b.tls.has_value() && (!a.tls || sameFiles(*a.tls, *b.tls));
}

/// What is shown can be given again: the same connection without its password.
void checkRoundTrip(QStringView text)
{
    const Result<ConnectionUrl> url = ConnectionUrl::parse(text);
    if (!url) {
        require(!url.error().trimmed().isEmpty(), "a refused URL has a reason");
        return;
    }
    const Result<ConnectionUrl> again = ConnectionUrl::parse(url->text);
    require(bool(again), "the shown text is a URL", again ? QString() : url->text + u'\n' + again.error());
    require(again->password.isEmpty() && (!again->tls || again->tls->keyPassword.isEmpty()),
        "the shown text holds no password", url->text);
    require(sameConnection(*url, *again), "the shown text means the same connection", url->text);
    require(url->maxPayload > 0 && url->port > 0, "limits and port are possible", url->text);
    require(url->kind == ConnectionUrl::Kind::Simulator || !url->host.isEmpty(), "a broker has a host", url->text);
}

/// A password is in neither the shown text nor an error, whatever stands around it.
void checkSecret(const QString &text)
{
    const Result<ConnectionUrl> url = ConnectionUrl::parse(text);
    const QString shown = url ? url->text : url.error();
    require(!shown.contains(kPassword, Qt::CaseInsensitive), "a password is never shown", shown);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    checkRoundTrip(text);
    const qsizetype authority = text.indexOf(u"//");
    const QString rest = authority < 0 ? text : text.mid(authority + 2);
    checkSecret(u"mqtt://user:"_s + kPassword + u'@' + rest);
    checkSecret(u"mqtt://user:"_s + kPassword + rest);
    checkSecret(u"wss://user:"_s + kPassword + u'@' + rest);
    checkSecret(u"navilink:anna@example.org:"_s + kPassword + rest);
    checkSecret(u"navilink:anna:"_s + kPassword + u'@' + rest);
    checkSecret(u"navilink:a@b?api=https://u:"_s + kPassword + u'@' + rest);
    checkSecret(u"mqtts://host?cert=c&keypassword="_s + kPassword + u'&' + rest);
    checkSecret(u"mqtts://"_s + rest + u"&keypassword="_s + kPassword);
    checkRoundTrip(QString(u"mqtt://user:"_s + kPassword + u'@' + rest));
    return 0;
}
