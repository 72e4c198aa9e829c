using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>Japanese, as an on-call engineer writes it.</summary>
internal sealed class JapaneseWords : IReportWords
{
    public string LanguageTag => "ja";
    public string Title(string instance) => $"障害報告: {instance} の Apache accept mutex";
    public string Colon => ": ";
    public string WhatHappened => "何が起きたか";
    public string Environment => "環境";
    public string Cause => "原因";
    public string WhatWasDone => "対処";
    public string BeforeAndAfter => "対処前後の比較";
    public string Checks => "復旧の確認";
    public string TimeToRecovery => "所要時間の内訳";
    public string WhatRemains => "残作業";
    public string HowToUndo => "元に戻す手順";
    public string IncidentId => "インシデント";
    public string Instance => "インスタンス";
    public string Status => "状態";
    public string ReasonCode => "理由";
    public string Recorded => "記録の原文";
    public string Mode => "動作モード";
    public string Recovery => "復旧方法";
    public string ApprovedBy => "承認者";
    public string NobodyAsked => "承認は求めていない";
    public string HumanRecord => "OpsItem";
    public string Opened => "対応開始";
    public string Closed => "完了";
    public string StillOpen => "対応中";
    public string FirstSignal => "最初の行";
    public string LastSignal => "最後の行";
    public string SignalCount => "行数";
    public string Lines(int count, int kept) => count == kept ? $"{count} 行" : $"{count} 行（うち {kept} 行を保存）";
    public string Codes => "コード";
    public string SiteDown => "停止時間";
    public string DownFor(string duration) => $"サイトは {duration}停止した（最初のエラーから、現在応答している Apache の起動まで）。";
    public string DownAtMost(string duration) => $"サイトの停止は最長で {duration}（最初のエラーから、全ポートの応答を確認するまで）。";
    public string DownNoEnd => "調査時点でサイトは停止しており、その後の復旧は記録からは確認できない。";
    public string DownNoLength => "調査時点でサイトは停止しており、現在は応答している。停止時間は記録の時刻からは求められない。";
    public string NotDown => "調査時点でサイトは応答していた。";
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
        _ => $"4 条件のうち {cause.HoldingCount} つに該当。",
    };

    public string Evidence => "根拠";
    public string Findings => "調査で分かったこと";
    public string RuledOut => "除外した原因";

    public string CauseName(CauseKind kind) => kind switch
    {
        CauseKind.ApacheNotFound => "Apache が無い、またはコンテナ内にしか無い",
        CauseKind.EvidenceIncomplete => "調査結果の不足",
        CauseKind.ConfigurationBroken => "設定ファイルの誤り",
        CauseKind.LockTrouble => "ロックファイルまたはカーネル側の問題",
        CauseKind.SemaphoresExhausted => "セマフォの枯渇",
        CauseKind.SemaphoresRemoved => "セマフォの削除",
        _ => "サイトに異常なし",
    };

    public string Because(RulingOut because) => because switch
    {
        RulingOut.ApacheIsInstalled => "Apache はこのサーバ自体に入っている。",
        RulingOut.EvidenceIsComplete => "診断に必要な情報はすべて取得できている。",
        RulingOut.ConfigurationTestPasses => "configtest は通る。",
        RulingOut.SiteAnswers => "全ポートが応答している。",
        RulingOut.ParentIsAlive => "Apache の親プロセスは生きている。",
        RulingOut.ParentIsDead => "Apache の親プロセスが死んでいる。",
        RulingOut.PortIsSilent => "応答を確認できないポートがある。",
        RulingOut.NewestFailureIsAnother => "ログに残る最新のエラーは別の種類のもの。",
        RulingOut.NoSuchLine => "Apache の起動以降、該当するエラーは記録されていない。",
        RulingOut.NothingCorroborates => "ログを読めず、ほかに裏付けとなるものも無い。",
        RulingOut.NoSysVSemaphores => "設定上 System V セマフォを使っていない。",
        RulingOut.NoAcceptMutex => "この構成では accept mutex が作られない。",
        _ => "エラーの後に Apache が正常な手順で停止されている。",
    };

    public string Plan => "対処計画";
    public string PlanNotSent => "この計画はインスタンスに送られていない。";
    public string SeePlan => "（下記の計画）";
    public string Story => "経過";
    public string Results => "インスタンスの応答";
    public string NothingChanged => "インスタンスには何も変更を加えていない。";
    public string Before => "対処前";
    public string After => "対処後";
    public string OnlyBefore => "対処後の一覧は取得されていない。";

    public string Difference(ReportComparison comparison) => comparison switch
    {
        { AfterAt: null } => OnlyBefore,
        { GoneCount: 0, NewCount: 0, ApacheArraysBefore: 0, ApacheArraysAfter: 0 } =>
            "差分なし。調査時点で Apache のセマフォはすでに削除されており、現在動いている Apache は新たなセマフォを作っていない。定義が反映されている証拠である。",
        { GoneCount: 0, NewCount: 0 } => "差分なし。",
        _ => $"消えた行 {comparison.GoneCount}、増えた行 {comparison.NewCount}。",
    };

    public string Fate(RowFate fate) => fate switch { RowFate.Gone => "消滅", RowFate.New => "新規", _ => "" };
    public string NoRows => "なし";
    public string NoChecks => "対処後の調査結果が無いため、復旧の確認はしていない。";
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
    public string Total => "最初の行から完了まで";
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
    public string GoodUntil => "計画の有効期限";
    public string ToInspect => "もう一度調査する";
    public string ToRemediate => "再調査のうえ、動作モードの範囲で対処する";
    public string ToSweep => "同じ構成のインスタンスが他にもあるかもしれない。該当するものを洗い出す";

    public string UndoState(ChangeState state) => state switch
    {
        ChangeState.Untouched => "インスタンスには変更を加えていないため、元に戻す作業は不要。",
        ChangeState.Changed => "インスタンスの設定を変更した（インスタンス自身の応答による）。",
        ChangeState.AlreadyRight => "設定はもともと正しく、変更していない。元に戻す作業は不要。",
        ChangeState.PutBack => "変更は効果がなく、インスタンス側で元に戻し済み。追加の作業は不要。",
        ChangeState.HalfChanged => "変更に失敗し、元にも戻せていない。バックアップからファイルを戻すこと。",
        _ => "何を変更したかの応答がない。まずバックアップの manifest を確認すること。",
    };

    public string UndoWarning => "元の設定に戻すと、次に実行ユーザがログアウトしたときに再発するおそれがある。再起動そのものは取り消せない。";
    public string Backup => "インスタンス上のバックアップ";
    public string UndoRequest => "自動対応への依頼";
    public string UndoByHand => "インスタンス上で手作業で戻す場合";
    public string Facts => "概要";
    public string MadeFromRecord => "Accept-Mutex Responder がインシデントの記録のみから作成。";

    public string Phase(IncidentPhase phase) => phase switch
    {
        IncidentPhase.Inspecting => "調査中",
        IncidentPhase.AwaitingApproval => "承認待ち",
        IncidentPhase.Remediating => "対処中",
        IncidentPhase.Resolved => "復旧済み",
        IncidentPhase.NoAction => "対処なし",
        _ => "要対応",
    };

    public string ModeName(ResponseMode mode) => mode switch
    {
        ResponseMode.Observe => "Observe（変更しない）",
        ResponseMode.Approve => "Approve（人が承認してから変更する）",
        _ => "Remediate（制限の範囲で自動的に対処する）",
    };

    public string RecoveryName(RecoveryKind recovery) => recovery == RecoveryKind.Restart ? "Apache の再起動" : "インスタンスの再起動";

    public ReasonWords? Reason(string code) => JapaneseReasons.Find(code);

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
