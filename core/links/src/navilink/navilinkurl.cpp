// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilink/navilinkurl.h"

#include "brokerparameters.h"
#include "urlparameters.h"

#include <QtCore/QUrl>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// nwp500.md §1 and §2.
const QString kApi = u"https://nlus.naviensmartcontrol.com/api/v2.1"_s;
const QString kBrokerHost = u"a1t30mldyslmuq-ats.iot.us-east-1.amazonaws.com"_s;
constexpr quint16 kBrokerPort = 443;
const QString kBrokerPath = u"/mqtt"_s;

constexpr qsizetype kMaxEmail = 254; // characters, RFC 5321

bool isEmail(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    const bool isPlain = std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || c == u'/'; });
    return isPlain && at > 0 && at == text.lastIndexOf(u'@') && at < text.size() - 1 && text.size() <= kMaxEmail;
}

Result<bool> readApi(ConnectionUrl &url, const QString &value)
{
    const QUrl api(value, QUrl::StrictMode);
    if (!api.isValid() || api.scheme() != u"https" || api.host().isEmpty() || !api.userInfo().isEmpty()
        || api.hasQuery() || api.hasFragment()) {
        return Error{u"“api” must be an address that begins with https://, without a user and parameters."_s};
    }
    url.apiUrl = api.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash);
    return true;
}

Result<bool> readBroker(ConnectionUrl &url, const QString &value)
{
    const Result<ConnectionUrl> broker = ConnectionUrl::parse(value);
    if (!broker || !broker->isWebSocket || !broker->tls || !broker->user.isEmpty() || value.contains(u'?')) {
        return Error{u"“broker” must be an address that begins with wss://, without a user and parameters."_s};
    }
    url.host = broker->host;
    url.port = broker->port;
    url.path = broker->path;
    return true;
}

} // namespace

Result<ConnectionUrl> parseNaviLink(QStringView rest)
{
    const qsizetype question = rest.indexOf(u'?');
    const QStringView account = question < 0 ? rest : rest.left(question);
    const QStringView query = question < 0 ? QStringView() : rest.mid(question + 1);
    const Result<QString> email = url::percentDecoded(account, u"e-mail address"_s);
    if (!email) {
        return Error{email.error()};
    }
    if (email->contains(u':')) {
        return Error{u"The password does not belong into the address, where others can see it: write navilink:EMAIL. "
                     u"It is asked for, or taken from EMBERSCOPE_PASSWORD."_s};
    }
    if (!isEmail(*email)) {
        return Error{u"There is no e-mail address behind navilink:, as in navilink:anna@example.org."_s};
    }

    ConnectionUrl url;
    url.kind = ConnectionUrl::Kind::NaviLink;
    url.user = *email;
    url.apiUrl = kApi;
    url.host = kBrokerHost;
    url.port = kBrokerPort;
    url.path = kBrokerPath;
    url.isWebSocket = true;
    url.version = MqttVersion::V311; // nwp500.md §2
    url.tls.emplace();
    const Result<QList<url::Parameter>> parameters = url::splitQuery(
        query, {u"profile"_s, u"poll"_s, u"clientid"_s, u"maxpayload"_s, u"api"_s, u"broker"_s, u"ca"_s}, {});
    if (!parameters) {
        return Error{parameters.error()};
    }
    for (const auto &[name, value] : *parameters) {
        const Result<bool> read = name == u"api" ? readApi(url, value)
            : name == u"broker"                  ? readBroker(url, value)
                                                 : url::readBrokerParameter(url, name, value);
        if (!read) {
            return Error{read.error()};
        }
    }
    url.text = u"navilink:"_s + rest.toString();
    return url;
}

} // namespace ember
