// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/brokeradvanced.h"

#include "theme/theme.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

bool isEncrypted(const QString &scheme)
{
    return scheme == u"mqtts" || scheme == u"wss";
}

bool isWebSocket(const QString &scheme)
{
    return scheme.startsWith(u"ws");
}

} // namespace

BrokerAdvanced::BrokerAdvanced(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_transport(new QComboBox(this))
    , m_path(makeField(u"brokerPath"_s, tr("Path"), u"/mqtt"_s))
    , m_ca(makeField(u"brokerCa"_s, tr("Authority"), tr("those of this system", "whom to trust")))
    , m_cert(makeField(u"brokerCert"_s, tr("Certificate"), tr("none", "no certificate of ours")))
    , m_key(makeField(u"brokerKey"_s, tr("Key"), tr("in the certificate's file", "where the private key is")))
    , m_keyPassword(makeField(u"brokerKeyPassword"_s, tr("Key password"), tr("none", "no password of the key")))
    , m_version(new QComboBox(this))
    , m_clientId(makeField(u"brokerClientId"_s, tr("Client id"), tr("made by the program", "the client id")))
    , m_session(new QCheckBox(tr("Keep the session while away"), this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(3 * metric::kGrid);
    m_form->setVerticalSpacing(2 * metric::kGrid);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft);
    m_transport->setObjectName(u"brokerTransport"_s);
    m_transport->setAccessibleName(tr("Transport"));
    m_transport->addItem(tr("TCP"), u"mqtt"_s);
    m_transport->addItem(tr("TCP, encrypted (TLS)"), u"mqtts"_s);
    m_transport->addItem(tr("WebSocket"), u"ws"_s);
    m_transport->addItem(tr("WebSocket, encrypted (TLS)"), u"wss"_s);
    m_version->setObjectName(u"brokerVersion"_s);
    m_version->setAccessibleName(tr("MQTT version"));
    m_version->addItem(tr("5, or 3.1.1 where it is unknown"), QString());
    m_version->addItem(u"5"_s, u"5"_s);
    m_version->addItem(u"3.1.1"_s, u"3.1.1"_s);
    m_keyPassword->setEchoMode(QLineEdit::Password);
    m_session->setObjectName(u"brokerSession"_s);
    m_session->setToolTip(tr("The broker keeps what arrives with QoS 1 for up to a day, under the client id"));
    m_form->addRow(tr("T&ransport"), m_transport);
    m_form->addRow(tr("&Path"), m_path);
    m_ofTls = {makeFileField(m_ca, tr("The certificate of the authority to trust")),
        makeFileField(m_cert, tr("Our certificate")), makeFileField(m_key, tr("The key of our certificate")),
        m_keyPassword};
    const QStringList labels{tr("&Authority"), tr("&Certificate"), tr("&Key"), tr("Key pass&word")};
    for (qsizetype i = 0; i < m_ofTls.size(); ++i) {
        m_form->addRow(labels[i], m_ofTls[i]);
    }
    m_form->addRow(tr("MQTT &version"), m_version);
    m_form->addRow(tr("Client &id"), m_clientId);
    m_form->addRow(QString(), m_session);
    connect(m_transport, &QComboBox::currentIndexChanged, this, [this] {
        adapt();
        Q_EMIT transportChanged();
        Q_EMIT changed();
    });
    connect(m_version, &QComboBox::currentIndexChanged, this, &BrokerAdvanced::changed);
    connect(m_session, &QCheckBox::toggled, this, &BrokerAdvanced::changed);
    const auto chooserOf
        = [this](const QLineEdit *field) { return findChild<QPushButton *>(QString(field->objectName() + u"Choose")); };
    const QList<QWidget *> order{m_transport, m_path, m_ca, chooserOf(m_ca), m_cert, chooserOf(m_cert), m_key,
        chooserOf(m_key), m_keyPassword, m_version, m_clientId, m_session};
    for (qsizetype i = 1; i < order.size(); ++i) {
        setTabOrder(order[i - 1], order[i]);
    }
    adapt();
}

QLineEdit *BrokerAdvanced::makeField(const QString &name, const QString &label, const QString &placeholder)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    field->setAccessibleName(label);
    field->setPlaceholderText(placeholder);
    connect(field, &QLineEdit::textChanged, this, &BrokerAdvanced::changed);
    connect(field, &QLineEdit::returnPressed, this, &BrokerAdvanced::submitted);
    return field;
}

QWidget *BrokerAdvanced::makeFileField(QLineEdit *field, const QString &title)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * metric::kGrid);
    layout->addWidget(field, 1);
    auto *choose = new QPushButton(tr("Choose…"), row);
    choose->setObjectName(field->objectName() + u"Choose"_s);
    choose->setAccessibleName(tr("Choose: %1").arg(title));
    connect(choose, &QPushButton::clicked, this, [this, field, title] {
        const QString file = QFileDialog::getOpenFileName(
            this, title, field->text(), tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"));
        if (!file.isEmpty()) {
            field->setText(file);
        }
    });
    layout->addWidget(choose);
    row->setFocusProxy(field); // for the label's key
    return row;
}

void BrokerAdvanced::adapt()
{
    const QString scheme = m_transport->currentData().toString();
    const auto setShown = [this](QWidget *field, bool isShown) {
        field->setVisible(isShown);
        m_form->labelForField(field)->setVisible(isShown);
    };
    setShown(m_path, isWebSocket(scheme));
    for (QWidget *field : std::as_const(m_ofTls)) {
        setShown(field, isEncrypted(scheme));
    }
}

int BrokerAdvanced::usualPort() const
{
    const QString address = m_transport->currentData().toString() + u"://host"_s;
    const Result<ConnectionUrl> url = ConnectionUrl::parse(address);
    return url ? url->port : ConnectionUrl().port;
}

void BrokerAdvanced::addTo(BrokerChoices &choices) const
{
    choices.scheme = m_transport->currentData().toString();
    if (isWebSocket(choices.scheme)) {
        choices.path = m_path->text().trimmed();
    }
    if (isEncrypted(choices.scheme)) {
        choices.ca = m_ca->text().trimmed();
        choices.cert = m_cert->text().trimmed();
        choices.key = m_key->text().trimmed();
        choices.keyPassword = m_keyPassword->text();
    }
    choices.version = m_version->currentData().toString();
    choices.clientId = m_clientId->text().trimmed();
    choices.isSessionKept = m_session->isChecked();
}

bool BrokerAdvanced::show(const ConnectionUrl &url)
{
    {
        const QSignalBlocker quiet(this); // one change, not ten
        const QString scheme = url.text.section(u':', 0, 0);
        const TlsChoices tls = url.tls.value_or(TlsChoices());
        m_transport->setCurrentIndex(std::max(0, m_transport->findData(scheme)));
        m_path->setText(url.path);
        m_ca->setText(tls.caFile);
        m_cert->setText(tls.certFile);
        m_key->setText(tls.keyFile);
        m_keyPassword->setText(tls.keyPassword.reveal());
        m_version->setCurrentIndex(url.version == MqttVersion::Any ? 0 : url.version == MqttVersion::V5 ? 1 : 2);
        m_clientId->setText(url.clientId);
        m_session->setChecked(url.isSessionKept);
    }
    Q_EMIT changed();
    return m_transport->currentIndex() > 0 || m_version->currentIndex() > 0 || !m_clientId->text().isEmpty();
}

} // namespace ember
