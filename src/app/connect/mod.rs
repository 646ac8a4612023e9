//! The page *Connect your tenant*: how to see one's own tenant, in one minute.

use leptos::prelude::*;

use super::{
    copy::copy_texts_of,
    data::use_tenant_data,
    tab::{Tab, absolute_base, href},
    words::emphasis,
};
use crate::{
    graph::catalogue::{Version, batch_body, batch_file, batch_url, connect_line, invoke_line, permissions},
    i18n::{I18n, Text, use_i18n},
    ui::{CopyButton, Expander, ExternalLink, FileButton, Look, StateLine, Tone},
};

/// The page.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="connect">
            <h1 id="tab-title" tabindex="-1">{i18n.text(Text::ConnectTitle)}</h1>
            <p class="prose">{i18n.text(Text::ConnectPromise)}</p>
            <ol class="connect__ways" role="list">
                {way(i18n, "1", Text::ConnectFile, Some(Text::ConnectFileTime), with_file(i18n))}
                {way(i18n, "2", Text::ConnectSignIn, Some(Text::ConnectSignInTime), with_sign_in(i18n))}
                {way(i18n, "3", Text::ConnectGateway, None, with_gateway(i18n))}
            </ol>
            <StateLine tone=Tone::Warning><p>{i18n.text(Text::ConnectWarning)}</p></StateLine>
        </div>
    }
    .into_any()
}

fn way(i18n: I18n, number: &'static str, title: Text, time: Option<Text>, body: AnyView) -> AnyView {
    view! {
        <li class="card connect__way">
            <div class="card__head">
                <span class="connect__number" aria-hidden="true">{number}</span>
                <h2>{i18n.text(title)}</h2>
                {time.map(|time| view! { <span class="card__note">{i18n.text(time)}</span> })}
            </div>
            <div class="card__body">{body}</div>
        </li>
    }
    .into_any()
}

fn steps(i18n: I18n, texts: &[Text]) -> AnyView {
    steps_from(i18n, 1, texts)
}

/// Steps that go on where others, before something to copy, ended.
fn steps_from(i18n: I18n, first: u8, texts: &[Text]) -> AnyView {
    let steps = texts.iter().map(|text| view! { <li>{emphasis(&i18n.text(*text))}</li> }).collect_view();
    view! { <ol class="connect__steps" start=first>{steps}</ol> }.into_any()
}

/// Two requests in Graph Explorer or three lines of `PowerShell`, and the files opened here.
fn with_file(i18n: I18n) -> AnyView {
    let data = use_tenant_data();
    let cloud = data.cloud_now();
    let requests = Version::ALL.map(|version| request(i18n, version));
    let powershell_text =
        i18n.format(Text::ConnectPowershellText, &[("first", batch_file(Version::V1)), ("second", batch_file(Version::Beta))]);
    let lines = [connect_line(cloud), invoke_line(Version::V1, cloud, None), invoke_line(Version::Beta, cloud, None)].join("\n");
    let explorer = cloud.graph_explorer().map(|href| {
        view! { <ExternalLink href=href.to_owned() text=i18n.text(Text::ConnectExplorerLink) new_tab_hint=i18n.text(Text::AppNewTab)/> }
    });
    let is_open = move || data.source().with(|source| !source.files.is_empty());
    view! {
        <p>{i18n.text(Text::ConnectFileText)}</p>
        <Expander id="connect-explorer" summary=i18n.text(Text::ConnectExplorer) open=true>
            {steps(i18n, &[Text::ConnectExplorerOpen, Text::ConnectExplorerRequest, Text::ConnectExplorerConsent, Text::ConnectExplorerSave])}
            <p>{explorer}</p>
            {requests.collect_view()}
        </Expander>
        <Expander id="connect-powershell" summary=i18n.text(Text::ConnectPowershell)>
            <p>{powershell_text}</p>
            {code_block("powershell", "PowerShell".into_any(), "PowerShell".to_owned(), lines, i18n.text(Text::ConnectCopyLines))}
        </Expander>
        <p>{i18n.text(Text::ConnectOpenBoth)}</p>
        <p>
            <FileButton look=Look::Primary text=i18n.text(Text::ActionOpenFile) on_files=Callback::new(move |files| data.open_files(files))/>
        </p>
        <p class="connect__done" hidden=move || !is_open()>
            <a href=href(Tab::TenantDetails, &[])>{i18n.text(Text::ConnectDone)}</a>
        </p>
    }
    .into_any()
}

/// One request: its address and its body, both to copy.
fn request(i18n: I18n, version: Version) -> AnyView {
    let address = batch_url(version, use_tenant_data().cloud_now());
    let heading = {
        let number = if version == Version::V1 { "1" } else { "2" };
        let title = i18n.format(Text::ConnectRequest, &[("n", number), ("total", "2"), ("version", version.as_str())]);
        let address = format!("POST {address}");
        view! { <span>{title} " " <code>{address}</code></span> }.into_any()
    };
    let label = i18n.format(Text::ConnectCopyBody, &[("version", version.as_str())]);
    code_block(version.as_str(), heading, i18n.text(Text::ConnectRequestBody), batch_body(version, None), label)
}

/// Something to copy, in full.
fn code_block(name: &'static str, heading: AnyView, region: String, code: String, copy_label: String) -> AnyView {
    let i18n = use_i18n();
    let shown = code.clone();
    let texts = copy_texts_of(i18n, copy_label);
    view! {
        <div class="code-block" data-request=name>
            <div class="code-block__head">
                {heading}
                <CopyButton text=move || code.clone() texts look=Look::Subtle/>
            </div>
            <pre tabindex="0" role="region" aria-label=format!("{region}: {name}")><code>{shown}</code></pre>
        </div>
    }
    .into_any()
}

/// The registration: what is entered there, ready to copy.
fn with_sign_in(i18n: I18n) -> AnyView {
    let permissions = permissions().join("\n");
    let config = concat!(
        "\"endpoint\": {\n",
        "  \"kind\": \"graph\",\n",
        "  \"auth\": {\n",
        "    \"kind\": \"entra\",\n",
        "    \"clientId\": \"00000000-0000-0000-0000-000000000000\",\n",
        "    \"tenant\": \"contoso.onmicrosoft.com\"\n",
        "  }\n",
        "}"
    );
    let block = move |name, heading: Text, code: String| {
        let heading = i18n.text(heading);
        let label = i18n.format(Text::ActionCopyOf, &[("name", &heading)]);
        code_block(name, heading.clone().into_any(), heading, code, label)
    };
    view! {
        <p>{i18n.text(Text::ConnectSignInText)}</p>
        <Expander id="connect-sign-in" summary=i18n.text(Text::ActionShowSteps)>
            {steps(i18n, &[Text::ConnectSignInStep1])}
            {block("redirect-uri", Text::ConnectRedirectUri, absolute_base())}
            {steps_from(i18n, 2, &[Text::ConnectSignInStep2])}
            {block("permissions", Text::ConnectPermissions, permissions)}
            {steps_from(i18n, 3, &[Text::ConnectSignInStep3])}
            {block("config", Text::ConnectConfig, config.to_owned())}
            <p>{i18n.text(Text::ConnectSignInNote)}</p>
        </Expander>
    }
    .into_any()
}

fn with_gateway(i18n: I18n) -> AnyView {
    view! {
        <p>{i18n.text(Text::ConnectGatewayText)}</p>
        <Expander id="connect-gateway" summary=i18n.text(Text::ActionShowSteps)>
            {steps(i18n, &[Text::ConnectGatewayStep1, Text::ConnectGatewayStep2, Text::ConnectGatewayStep3])}
        </Expander>
    }
    .into_any()
}
