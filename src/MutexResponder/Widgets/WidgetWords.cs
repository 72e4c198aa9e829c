using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Requests;

namespace MutexResponder.Widgets;

/// <summary>The words that only the widgets need; all others are the report's.</summary>
internal sealed class WidgetWords
{
    private WidgetWords(bool isJapanese) => IsJapanese = isJapanese;

    private static readonly WidgetWords English = new(isJapanese: false);

    private static readonly WidgetWords Japanese = new(isJapanese: true);

    private bool IsJapanese { get; }

    public static WidgetWords In(ReportLanguage language) => language == ReportLanguage.Japanese ? Japanese : English;

    public string OpenIncidents => Of("Open now", "対応中");

    public string NothingOpen => Of("Nothing is open. Every Apache that was heard of is back, or was left alone for a reason.", "対応中のインシデントはありません。");

    public string EndedIncidents => Of("Ended lately", "最近終了したもの");

    public string WaitForPerson => Of("waiting for you", "件が承認待ち");

    public string GoOn => Of("under way", "件が進行中");

    public string HandedOver => Of("handed to a person", "件は人の対応が必要");

    public string Recovered => Of("recovered", "件が復旧");

    public string Show => Of("Show", "表示");

    public string NoIncidentYet => Of("No incident yet", "インシデントはまだありません");

    public string AllQuiet => Of("The responder listens. An incident appears here by itself as soon as Apache's log reports a failed mutex.", "ログを監視しています。Apacheのログにミューテックスの障害が記録されると、ここに自動で表示されます。");

    public string NoSuchIncident => Of("There is no such incident", "そのインシデントは見つかりません");

    public string Unread => Of("The incidents cannot be read at the moment. The next refresh tries again.", "現在、インシデントを読み取れません。次の更新でもう一度試します。");

    public string NotUnderstood => Of("This was not done.", "実行していません。");

    public string TooLong => Of("This part is too long to be shown beside the others.", "この部分は長いため、別に表示します。");

    public string TooLongAlone => Of("This part is too long for a widget. The command below writes the whole report to a file.", "この部分は長すぎるため、ウィジェットには表示できません。下のコマンドで、レポート全体をファイルに保存できます。");

    public string Export => Of("The whole report as a file:", "レポート全体をファイルに保存するには:");

    public string Approve => Of("Approve this plan", "この計画を承認する");

    public string Reject => Of("Reject it", "却下する");

    public string Inspect => Of("Inspect again", "もう一度調べる");

    public string Remediate => Of("Inspect and remediate", "調べ直して復旧する");

    public string RollBack => Of("Take the change back", "変更を元に戻す");

    public string YourName => Of("Your name", "お名前");

    public string YourNameNote => Of("It is recorded as claimed, not as proven.", "記録には、自己申告の名前として残ります。");

    public string ApproveByRunbook => Of(
        "Here two people are needed: approve with the runbook that the OpsItem names, which proves who you are.",
        "承認には2人が必要です。本人であることを確認できるよう、OpsItemに示されたランブックで承認してください。");

    public string NowStands => Of("It stands now", "現在の状態");

    public string More(int count) => Of($"{count} more", $"ほか{count}件");

    public string OpenFor(string duration, string since) => Of($"open for {duration}, since {since}", $"経過 {duration}({since}から)");

    public string Ended(string ago, string at) => Of($"ended {ago} ago, {at}", $"{ago}前に終了({at})");

    public string AskApprove(string instance) => Of($"Let this plan run on {instance}?", $"{instance} で次の計画を実行しますか?");

    public string AskReject(string instance) => Of($"Reject the plan for {instance}? Nothing is changed, and the incident ends.", $"{instance} の計画を却下しますか? 何も変更せずに、インシデントを終了します。");

    public string AskInspect(string instance) => Of($"Inspect {instance} now? An inspection changes nothing.", $"{instance} を調べますか? 調査では何も変更しません。");

    public string AskRemediate(string instance) => Of(
        $"Inspect {instance} and go on as the mode allows? This may restart Apache or reboot the instance.",
        $"{instance} を調べ、モードの許す範囲で復旧を進めますか? Apacheの再起動またはインスタンスの再起動を伴うことがあります。");

    public string AskRollBack(string instance) => Of(
        $"Take the change on {instance} back? This restarts Apache or reboots the instance.",
        $"{instance} の変更を元に戻しますか? Apacheの再起動またはインスタンスの再起動を伴います。");

    public string WaitsFor(IncidentPhase phase) => phase switch
    {
        IncidentPhase.Inspecting => Of("waits for the inspection's result", "調査の結果待ち"),
        IncidentPhase.AwaitingApproval => Of("waits for a person's answer", "人の回答待ち"),
        IncidentPhase.Remediating => Of("waits for the instance's report", "インスタンスからの報告待ち"),
        _ => "",
    };

    public string Done(ManualAction action) => action switch
    {
        ManualAction.Approve => Of("Approved. The instance is inspected once more, and the plan runs if nothing has changed.", "承認しました。もう一度調べ、変わっていなければ計画を実行します。"),
        ManualAction.Reject => Of("Rejected. Nothing is changed.", "却下しました。何も変更しません。"),
        ManualAction.Rollback => Of("Asked for. The instance is inspected first.", "受け付けました。まずインスタンスを調べます。"),
        _ => Of("Asked for. The page shows how it goes on.", "受け付けました。経過はこのページに表示されます。"),
    };

    public string ApprovedBefore => Of("This plan was approved before.", "この計画はすでに承認されています。");

    public string NotDone(ManualAction action) => action switch
    {
        ManualAction.Approve => Of("Not approved.", "承認していません。"),
        ManualAction.Reject => Of("Not rejected.", "却下していません。"),
        _ => Of("Not done.", "実行していません。"),
    };

    /// <summary>The refusals that a page can meet; null for others, which the core says itself.</summary>
    public string? Refused(string code) => code switch
    {
        "nothing-waits" => Of("The page was old: no plan waits for an answer any more.", "ページの表示が古く、回答待ちの計画はもうありません。"),
        "other-incident" => Of("The page was old: it showed an earlier incident of this instance. Read the plan below first.", "ページの表示が古く、このインスタンスの以前のインシデントのものでした。まず下の計画をお読みください。"),
        "other-plan" => Of("The page was old: the plan that waits now is another one. Read it below first.", "ページの表示が古く、現在待っている計画は別のものです。まず下の計画をお読みください。"),
        "plan-waits" => Of("A plan waits for an answer; approve or reject it first.", "計画が回答を待っています。先に承認または却下してください。"),
        "approver-not-proven" => ApproveByRunbook,
        "repeated-by-refresh" => Of("A button's request stands in the widget's own parameters; every refresh would repeat it. Take it out.", "ウィジェットのパラメータに操作が含まれています。更新のたびに繰り返されるため、削除してください。"),
        _ => null,
    };

    public string Change(PlanChange change) => change switch
    {
        PlanChange.Rebooted => Of("The machine was rebooted since.", "その後、マシンが再起動されました。"),
        PlanChange.Reconfigured => Of("Apache's configuration was changed since.", "その後、Apacheの設定が変更されました。"),
        PlanChange.AnotherParent => Of("Apache was started or stopped since.", "その後、Apacheが起動または停止されました。"),
        _ => Of("The machine needs another change now.", "現在必要な変更は別のものです。"),
    };

    /// <summary>The widget's documentation, in Markdown; the console shows it to whoever edits the widget.</summary>
    public string Description => Of(
        """
        ## Accept-Mutex Responder
        Incidents of Apache's accept mutex, and their buttons. Whoever may invoke the function may press them.

        Parameter | Meaning
        ---|---
        **widget** | `fleet` (default): all instances that need looking at. `incident`: one incident.
        **incidentId** | With `incident`: which one. `newest`, or left out: the one that needs a person most.
        **lang** | `en` or `ja`; left out, the stack's language or the console's.

        ### Example
        ``` yaml
        widget: incident
        incidentId: newest
        ```
        """,
        """
        ## Accept-Mutex Responder
        Apacheのアクセプトミューテックスのインシデントと、その操作ボタンを表示します。関数を呼び出せる人は、ボタンも押せます。

        パラメータ | 意味
        ---|---
        **widget** | `fleet`(既定): 確認が必要なすべてのインスタンス。`incident`: 1件のインシデント。
        **incidentId** | `incident` のとき、表示するインシデント。`newest` または省略時は、人の対応が最も必要なもの。
        **lang** | `en` または `ja`。省略時は、スタックまたはコンソールの言語。

        ### 例
        ``` yaml
        widget: incident
        incidentId: newest
        ```
        """);

    private string Of(string english, string japanese) => IsJapanese ? japanese : english;
}
