using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>Japanese, as an on-call engineer writes it.</summary>
internal sealed class JapaneseWords : IReportWords
{
    public string LanguageTag => "ja";
    public string Title(IncidentGoal goal, string instance) => goal == IncidentGoal.Rollback ? $"切り戻し報告: {instance} の Apache accept mutex" : $"障害報告: {instance} の Apache accept mutex";
    public string Colon => ": ";
    public string WhatHappened => "何が起きたか";
    public string Environment => "環境";
    public string Cause(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻し前の状態" : "原因";
    public string DiagnosedBefore => "切り戻しの直前に調査した結果であり、切り戻し後の状態ではない。現在のリスクは「残っている作業」を参照。";
    public string WhatWasDone => "対処";
    public string BeforeAndAfter(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻し前後の比較" : "対処前後の比較";
    public string Checks(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻しの確認" : "復旧の確認";
    public string TimeToRecovery => "所要時間の内訳";
    public string WhatRemains => "残っている作業";
    public string HowToUndo(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "この後にできること" : "元に戻す手順";
    public string IncidentId => "インシデント";
    public string Instance => "インスタンス";
    public string ReasonCode => "理由";
    public string Recorded => "記録";
    public string Mode => "動作モード";
    public string Recovery => "復旧方法";
    public string ApprovedBy(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "依頼者" : "承認者";
    public string ChangeOf => "対象の変更";
    public string NobodyAsked => "承認は求めていない";
    public string NotAnsweredYet => "承認待ち";

    public string Claimed(string name) => $"{name}（依頼に書かれた名前。確認は取れていない）";
    public string HumanRecord => "OpsItem";
    public string Opened => "対応開始";
    public string Closed => "完了";
    public string StillOpen => "対応中";
    public string FirstSignal => "最初の行";
    public string LastSignal => "最後の行";
    public string SignalCount => "行数";
    public string Lines(int count, int kept) => count == kept ? $"{count} 行" : $"{count} 行（うち {kept} 行を保存）";
    public string Codes => "コード";
    public string SiteHead => "サイト";
    public string DoneHead => "実施したこと";
    public string NowHead => "今すること";

    public string Sentences(params ReadOnlySpan<string> sentences) => string.Concat(sentences);

    public string SiteNow(SiteState state, string since, string time) => state switch
    {
        SiteState.Answers => $"応答あり。{time} に全ポートの応答を確認。",
        SiteState.Down => $"{DownSince(since)}{time} の時点で Apache は動いていなかった。",
        SiteState.PortIsSilent => $"{DownSince(since)}{time} の時点で応答しないポートがあった。",
        SiteState.NotLookedAtSince => $"不明。最後の確認は {time} で、コマンドを送る前のもの。",
        SiteState.AnsweredBeforeNewerLine => $"停止の可能性あり。{time} には全ポートが応答していたが、その後に新しいエラーが届いている。",
        _ => "不明。手動で確認すること。",
    };

    public string SiteInShort(SiteState state) => state switch
    {
        SiteState.Answers => "サイト応答あり",
        SiteState.Down or SiteState.PortIsSilent => "サイト停止中",
        _ => "サイトの状態は不明",
    };

    private static string DownSince(string since) => since.Length > 0 ? $"{since} から停止。" : "停止中。";

    public string Done(ChangeState state, RecoveryKind recovery) => state switch
    {
        ChangeState.Untouched or ChangeState.NotTakenBack => "インスタンスには何も変更を加えていない。",
        ChangeState.Changed => $"mutex をファイル方式に変更した。続けて{(recovery == RecoveryKind.Reboot ? "" : " ")}{RecoveryName(recovery)}を指示した。",
        ChangeState.AlreadyRight => $"設定は正しかったため変更していない。{RecoveryName(recovery)}を指示した。",
        ChangeState.PutBack => "設定を変更したが効果がなく、元に戻した。",
        ChangeState.HalfChanged => "設定の変更に失敗し、元に戻すこともできなかった。",
        ChangeState.UnderWay => "コマンドを送り、インスタンスで実行中。",
        ChangeState.TakenBack => $"変更を切り戻した。mutex は変更前の方式に戻っている。続けて{(recovery == RecoveryKind.Reboot ? "" : " ")}{RecoveryName(recovery)}を指示した。",
        ChangeState.AlreadyAsBefore => "何もしていない。設定はすでに変更前の状態だった。",
        ChangeState.HalfTakenBack => "切り戻しが途中で失敗した。設定は変更前とも変更後とも異なる可能性がある。",
        _ => "コマンドは送ったが、インスタンスで何が行われたかは不明。",
    };

    public string Now(IncidentPhase phase, SiteState site) => (phase, site) switch
    {
        (IncidentPhase.Inspecting or IncidentPhase.Remediating, _) => "なし。自動対応が続いている。",
        (_, SiteState.Down or SiteState.PortIsSilent) => "サイトを手動で起動するか、対処を依頼すること。自動対応はこれ以上何もしない。",
        (_, SiteState.AnsweredBeforeNewerLine) => "サイトの応答を確認すること。再発の可能性がある。",
        (_, SiteState.Unknown or SiteState.NotLookedAtSince) => "サイトの応答を手動で確認すること。",
        _ => "急ぎの作業はない。「残っている作業」を参照。",
    };

    public string SiteDown => "停止時間";
    public string DownFor(string duration) => $"サイトは {duration}停止した（最初のエラーから、現在応答している Apache の起動まで）。";
    public string DownAtMost(string duration) => $"サイトの停止は最長で {duration}（最初のエラーから、全ポートの応答を確認するまで）。";
    public string DownNoEnd => "調査時点でサイトは停止しており、その後の復旧は記録からは確認できない。";
    public string DownNoLength => "調査時点でサイトは停止しており、現在は応答している。停止時間は記録の時刻からは求められない。";
    public string NotDown => "調査時点でサイトは応答していた。";
    public string AwayForRollback => "サイトは切り戻しの前も後も応答している。その間は一時的に停止したが、停止時間は記録されていない。";
    public string DownUnknown => "サイトが停止していたかどうかは記録からは分からない。";
    public string FailedAt => "最初のエラー";
    public string StartedAgainAt => "Apache の再起動";
    public string AnsweredAt => "全ポートの応答を確認";
    public string ForwardedLines => "転送されてきたログ行";
    public string ErrorLog => "サーバ上のエラーログ";
    public string NoEvidence => "有効な調査結果が得られていないため、ここに書けることはない。";
    public string TakenAt => "調査日時";
    public string HostName => "ホスト名";
    public string OperatingSystem => "OS";
    public string Kernel => "カーネル";
    public string Apache => "Apache";
    public string AprDefault => "APR の既定方式";
    public string AcceptMutex => "accept mutex（設定ファイル上）";
    public string ListenCount => "Listen の数";
    public string ApacheUser => "実行ユーザ";
    public string Uid => "uid";
    public string ConfigRoot => "設定ディレクトリ";
    public string BootId => "boot id";
    public string Directives => "関係する設定行";
    public string Unknown => "不明";
    public string Conditions => "根本原因の 4 条件";

    public string Condition(ConditionKind kind) => kind switch
    {
        ConditionKind.RemoveIpc => "systemd-logind がログアウト時にユーザの IPC オブジェクトを削除する（RemoveIPC）",
        ConditionKind.OrdinaryUser => "Apache の実行ユーザがシステムユーザではない（uid が 1000 以上）",
        ConditionKind.SysVMechanism => "Apache の mutex が System V セマフォである",
        _ => "最初のエラーの直前にユーザのセッションが終了している",
    };

    public string Holds(bool? holds) => holds switch { true => "該当", false => "該当せず", _ => "不明" };

    public string ConditionsTogether(ReportCause cause) => cause switch
    {
        { IsAboutRemoval: true, IsProven: true } => "4 条件すべてに該当。ログアウト時に systemd-logind がセマフォを削除したと判断できる。",
        { IsAboutRemoval: true } => $"4 条件のうち {cause.HoldingCount} つに該当。systemd-logind が削除したとまでは断定できない。",
        { HoldingCount: 4 } => "4 条件すべてに該当。",
        _ => $"4 条件のうち {cause.HoldingCount} つに該当。",
    };

    public string Findings => "調査で分かったこと";
    public string RuledOut => "除外した原因";

    public string CauseName(CauseKind kind) => kind switch
    {
        CauseKind.ApacheNotFound => "Apache がない、またはコンテナ内にしかない",
        CauseKind.EvidenceIncomplete => "調査結果の不足",
        CauseKind.ConfigurationBroken => "設定ファイルの誤り",
        CauseKind.LockTrouble => "ロックファイルまたはカーネル側の問題",
        CauseKind.SemaphoresExhausted => "セマフォの枯渇",
        CauseKind.SemaphoresRemoved => "セマフォの削除",
        CauseKind.SiteHealthy => "サイトに異常なし",
        CauseKind.StoppedOnPurpose => "意図的な停止",
        CauseKind.LockDirectoryMissing => "ロックディレクトリの欠如",
        _ => "別の原因による停止",
    };

    public string Because(RulingOut because) => because switch
    {
        RulingOut.ApacheIsInstalled => "Apache はこのサーバ自体に入っている。",
        RulingOut.EvidenceIsComplete => "診断に必要な情報はすべて取得できている。",
        RulingOut.ConfigurationTestPasses => "configtest は通る。",
        RulingOut.SiteAnswers => "全ポートが応答している。",
        RulingOut.ParentIsAlive => "Apache の親プロセスは動いている。",
        RulingOut.ParentIsDead => "Apache の親プロセスは終了している。",
        RulingOut.PortIsSilent => "応答を確認できないポートがある。",
        RulingOut.NewestFailureIsAnother => "ログに残る最新のエラーは別の種類のもの。",
        RulingOut.NoSuchLine => "Apache の起動以降、該当するエラーは記録されていない。",
        RulingOut.NothingCorroborates => "ログを読めず、ほかに裏付けとなるものもない。",
        RulingOut.NoSysVSemaphores => "設定上 System V セマフォを使っていない。",
        RulingOut.NoAcceptMutex => "この構成では accept mutex が作られない。",
        RulingOut.LoggedBeforeBoot => "該当するエラーはサーバの前回の起動より前のもので、セマフォは再起動をまたいでは残らない。",
        RulingOut.LimitNotReached => "セマフォ数は上限に達しておらず、終了した Apache プロセスが残したものもない。",
        RulingOut.SemaphoresNotRead => "セマフォの一覧を最後まで読み取れていない。",
        RulingOut.ParentDidNotGiveUp => "親プロセスは正常な手順で終了している（pid ファイルも子プロセスも残っていない）。",
        RulingOut.NoOrderlyStop => "Apache の起動以降、正常な手順での停止は記録されていない。",
        RulingOut.NoLockFiles => "設定上 mutex はファイル方式ではない。",
        RulingOut.LockDirectoryIsThere => "ロックディレクトリがないという調査結果は出ていない。",
        _ => "Apache は正常な手順で停止され、その後起動されていない。",
    };

    public string Plan => "対処計画";
    public string PlanNotSent => "この計画は実施されていない。";
    public string SeePlan => "下記のとおり";
    public string Story => "経過";
    public string Commands => "コマンド（SSM の ID）";
    public string CommandName(CommandKind kind) => kind switch { CommandKind.Inspect => "調査", CommandKind.Remediate => "対処", _ => "切り戻し" };
    public string NotConfirmed => "送信を確認できていない";
    public string Results => "インスタンスの応答";
    public string Before(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻し前" : "対処前";
    public string After(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻し後" : "対処後";
    public string OnlyBefore => "対処後の一覧は取得されていない。";

    public string Difference(IncidentGoal goal, ReportComparison comparison) => comparison switch
    {
        { AfterAt: null } => goal == IncidentGoal.Rollback ? "切り戻し後の一覧は取得されていない。" : OnlyBefore,
        _ when goal == IncidentGoal.Rollback => DifferenceOfRollback(comparison),
        { GoneCount: 0, NewCount: 0, ApacheArraysBefore: 0, ApacheArraysAfter: 0 } =>
            "差分なし。調査時点で Apache のセマフォはすでに削除されており、現在動いている Apache は新たなセマフォを作っていない。設定が反映されている証拠である。",
        { GoneCount: 0, NewCount: 0 } => "差分なし。",
        _ => $"消えた行 {comparison.GoneCount}、増えた行 {comparison.NewCount}。",
    };

    private static string DifferenceOfRollback(ReportComparison comparison) =>
        (comparison.GoneCount + comparison.NewCount == 0 ? "差分なし。" : $"消えた行 {comparison.GoneCount}、増えた行 {comparison.NewCount}。")
        + (comparison.ApacheArraysAfter is { } arrays and > 0
            ? $"切り戻し後の Apache のセマフォは {arrays} 個。元の設定では Apache がセマフォを作るので想定どおりだが、ログアウトで再び削除されうる。"
            : "");

    public string Fate(RowFate fate) => fate switch { RowFate.Gone => "消滅", RowFate.New => "新規", _ => "" };
    public string NoRows => "なし";
    public string NoChecks(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "切り戻し後の調査結果がないため、切り戻しの確認はしていない。" : "対処後の調査結果がないため、復旧の確認はしていない。";
    public string Passed(bool? passed) => passed switch { true => "合格", false => "不合格", _ => "不明" };
    public string ChecksPassed(int passed, int all) => $"{all} 項目中 {passed} 項目合格";

    public string StageName(Stage stage) => stage switch
    {
        Stage.Detect => "検知",
        Stage.Inspect => "調査",
        Stage.Decide => "判断",
        Stage.Wait => "待機",
        Stage.Change => "対処",
        _ => "確認",
    };

    public string WhyUnknown(TimeUnknown unknown) => unknown switch
    {
        TimeUnknown.NotReached => "実施なし",
        TimeUnknown.NoSignal => "手動で開始",
        TimeUnknown.ClocksDisagree => "不明（時計が一致しない）",
        TimeUnknown.StillGoingOn => "継続中",
        _ => "",
    };

    public string StageHead => "段階";
    public string TimeHead => "所要時間";
    public string NoWait => "なし";
    public string Total(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "依頼から完了まで" : "最初の行から完了まで";
    public string ClockNote => "ログ行と調査結果の時刻はインスタンスの時計、それ以外は Lambda 関数の時計による。";
    public string StoryCut => "経過が長いため記録の一部が省かれており、前後の段階がまとめて数えられている場合がある。";
    public string Responder => "自動対応";
    public string Site => "サイト";
    public string TimelinePicture => "サイトの停止と自動対応の流れ";
    public string Down => "停止";
    public string Up => "応答あり";
    public string NothingRemains => "記録から分かる範囲では特になし。";
    public string ToApprove => "計画を承認する";
    public string ToReject => "計画を却下する";
    public string GoodUntil => "回答期限";
    public string ToInspect => "もう一度調査する";
    public string ToRemediate => "再調査のうえ、動作モードの範囲で対処する";
    public string ToRollBack => "再調査のうえ、変更を切り戻す";
    public string ToSweep => "同じ構成のインスタンスが他にもあるかもしれない。該当するものを洗い出す";

    public string UndoState(ChangeState state) => state switch
    {
        ChangeState.Untouched => "インスタンスには変更を加えていないため、元に戻す作業は不要。",
        ChangeState.Changed => "インスタンスの設定を変更した（インスタンス自身の応答による）。",
        ChangeState.AlreadyRight => "設定はもともと正しく、変更していない。元に戻す作業は不要。",
        ChangeState.PutBack => "変更は効果がなく、インスタンス側で元に戻し済み。追加の作業は不要。",
        ChangeState.HalfChanged => "変更に失敗し、元にも戻せていない。バックアップからファイルを戻すこと。",
        ChangeState.UnderWay => "コマンドを送り、インスタンスで実行中。完了を待ってから作業すること。",
        ChangeState.TakenBack => "設定は変更前の状態に戻った。同じ障害が再び起こりうる状態である。",
        ChangeState.AlreadyAsBefore => "設定は切り戻しの依頼より前から、変更前の状態だった。同じ障害が起こりうる状態である。",
        ChangeState.NotTakenBack => "切り戻しでは何も変更していない。設定は依頼時のまま。",
        ChangeState.HalfTakenBack => "切り戻しが途中で失敗した。対象のファイルは manifest に記載されている。変更前のファイルはバックアップに、変更後のファイルはその下の undo/ にある。",
        ChangeState.RollbackUnknown => "設定がどうなったかを確認できていない。まず 2 つのバックアップ（変更前のものと、その下の undo/ にある変更後のもの）と比較すること。",
        _ => "何を変更したかの応答がない。まずバックアップの manifest を確認すること。",
    };

    public string UndoWarning(ChangeState state) => state is ChangeState.TakenBack or ChangeState.AlreadyAsBefore
        ? "実行ユーザの最後のセッションが次に終わると再発するおそれがある。その前に対処を戻すこと。サイトが応答している間は、自動対応も、自動対応への依頼も、何も変更しない。"
        : "元の設定に戻すと、次に実行ユーザがログアウトしたときに再発するおそれがある。再起動そのものは取り消せない。";
    public string Backup(ChangeState state) =>
        state == ChangeState.TakenBack ? "インスタンス上に残っている変更後のファイル" : "インスタンス上のバックアップ";
    public string UndoRequest(ChangeState state) =>
        state is ChangeState.TakenBack or ChangeState.AlreadyAsBefore ? "同じ障害でサイトが停止している場合に、復旧させて対処も戻す依頼" : "自動対応への依頼";
    public string UndoByHand(ChangeState state) => state switch
    {
        ChangeState.TakenBack or ChangeState.AlreadyAsBefore => "サイトが応答している間に、インスタンス上で手作業で変更を戻す場合（リロードで足りる）",
        ChangeState.NotTakenBack => "インスタンス上で手作業で切り戻す場合",
        ChangeState.HalfTakenBack or ChangeState.RollbackUnknown => "インスタンス上で確認する場合",
        _ => "インスタンス上で手作業で戻す場合",
    };
    public string MadeFromRecord => "Accept-Mutex Responder がインシデントの記録のみから作成。";

    public string Phase(IncidentPhase phase, IncidentGoal goal) => (phase, goal) switch
    {
        (IncidentPhase.Remediating, IncidentGoal.Rollback) => "切り戻し中",
        (IncidentPhase.Resolved, IncidentGoal.Rollback) => "切り戻し済み",
        (IncidentPhase.Inspecting, _) => "調査中",
        (IncidentPhase.AwaitingApproval, _) => "承認待ち",
        (IncidentPhase.Remediating, _) => "対処中",
        (IncidentPhase.Resolved, _) => "復旧済み",
        (IncidentPhase.NoAction, _) => "対処なし",
        _ => "要対応",
    };

    public string ModeName(ResponseMode mode) => mode switch
    {
        ResponseMode.Observe => "Observe（変更しない）",
        ResponseMode.Approve => "Approve（人が承認してから変更する）",
        _ => "Remediate（制限の範囲で自動的に対処する）",
    };

    public string RecoveryName(RecoveryKind recovery) => recovery switch
    {
        RecoveryKind.Restart => "Apache の再起動",
        RecoveryKind.Reload => "Apache の graceful リロード",
        _ => "インスタンスの再起動",
    };

    public ReasonWords? Reason(string code, IncidentGoal goal) =>
        (goal == IncidentGoal.Rollback ? JapaneseRollbackReasons.Find(code) : null) ?? JapaneseReasons.Find(code);

    public string Say(string sentence) => JapanesePhrasebook.Say(sentence);

    public string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0 秒" : "1 秒未満";
        }

        long seconds = (long)duration.TotalSeconds;
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} 秒"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} 分 {seconds % 60} 秒"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} 時間 {seconds / 60 % 60} 分"),
        };
    }
}
