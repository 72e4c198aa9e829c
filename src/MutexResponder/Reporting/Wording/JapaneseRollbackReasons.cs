using System.Collections.Frozen;

namespace MutexResponder.Reporting.Wording;

/// <summary>The reason codes that mean something else at the end of a rollback, in Japanese.</summary>
internal static class JapaneseRollbackReasons
{
    private static readonly FrozenDictionary<string, ReasonWords> Words = new Dictionary<string, ReasonWords>
    {
        ["rolled-back"] = new("変更を切り戻した", "設定は変更前と 1 バイトも違わない状態に戻り、サイトは応答している。", "実行ユーザの最後のセッションが次に終わる前に、対処を戻すか、別の方法で対処すること。そのログアウトで mutex が再び削除されうる。"),
        ["already-as-before"] = new("すでに変更前の状態", "設定はすでに変更前の状態だったため、何もしていない。", "実行ユーザの最後のセッションが次に終わる前に、対処を戻すか、別の方法で対処すること。そのログアウトで mutex が再び削除されうる。"),
        ["signal-after-recovery"] = new("切り戻し後に新しいエラーが出ている", "切り戻し後の確認時にはサイトは応答したが、その後に mutex のエラーが記録された。", "再発の可能性がある。インスタンスを調べ、サイトが停止していれば対処を依頼すること。"),
        ["not-recovered"] = new("切り戻しを確認できない", "切り戻しを行ったが、確認に合格しない項目がある。", "不合格の項目を確認し、インスタンスを調べること。"),
        ["not-verified"] = new("切り戻しの確認ができない", "切り戻し後の状態を取得できず、確認できていない。", "まずサイトの応答を手動で確認し、続いてインスタンスを調べること。"),
        ["remediation-timed-out"] = new("切り戻しの結果が返ってこない", "切り戻しを送ったが、時間内に結果が返ってこなかった。", "サイトの応答と、インスタンスが再起動から戻っているかを確認すること。"),
        ["mode-observe"] = new("切り戻しは見送り（Observe モード）", "Observe モードでは何も変更しないため、切り戻しを見送った。", "動作モードを変更して改めて切り戻しを依頼するか、手作業で切り戻すこと。"),
        ["waiting-for-slot"] = new("切り戻しの空き枠待ち", "同時に復旧できる台数の上限に達しているため、順番を待っている。", ""),
        ["no-free-slot"] = new("時間内に空き枠がなかった", "同時に復旧できる台数の上限が続き、切り戻しを見送った。", "多数のインスタンスが復旧中である理由を確認し、改めて切り戻しを依頼すること。"),
        ["instance-unknown"] = new("EC2 からインスタンス情報を取得できない", "EC2 にインスタンスの情報を問い合わせられず、切り戻しを見送った。", "EC2 の応答が戻ってから改めて切り戻しを依頼すること。"),
        ["clearance-timed-out"] = new("変更の可否を時間内に確認できない", "変更してよいかどうかの答えが時間内に得られず、切り戻しを見送った。", "答えが得られなかった理由を確認し、改めて切り戻しを依頼すること。"),
        ["kill-switch-unreadable"] = new("緊急停止スイッチを読み取れない", "緊急停止スイッチの状態が分からないため、切り戻しを見送った。", "パラメータの値と関数の権限を直し、改めて切り戻しを依頼すること。"),
        ["calendar-closed"] = new("変更カレンダーにより変更禁止", "変更カレンダーで変更が禁止されている時間帯のため、切り戻しを見送った。", "カレンダーの管理者に確認するか、解禁を待って改めて切り戻しを依頼すること。"),
        ["calendar-unreadable"] = new("変更カレンダーを読み取れない", "変更カレンダーの状態が分からないため、切り戻しを見送った。", "カレンダーの名前と関数の権限を直し、改めて切り戻しを依頼すること。"),
        ["config-broken"] = new("configtest が失敗する", "現在の設定が configtest に失敗するため、切り戻しを見送った。何も変更していない。", "設定の誤りを直し、手作業で切り戻すこと。自動対応が切り戻せるのは、その後に編集されていない設定だけである。"),
        ["locked"] = new("別の変更が進行中", "同じインスタンスで別の変更が進行中のため拒否された。何も変更していない。", "終了を待って、改めて切り戻しを依頼すること。"),
        ["stale-boot-id"] = new("調査後に再起動されている", "調査の後にサーバが再起動されたため拒否された。何も変更していない。", "改めて切り戻しを依頼すること。再調査から始まる。"),
        ["stale-config"] = new("調査後に設定が変わっている", "調査の後に Apache の設定が変更されたため拒否された。何も変更していない。", "編集中の担当者に確認してから、改めて切り戻しを依頼すること。"),
        ["rollback-not-effective"] = new("切り戻しに失敗（変更は残っている）", "切り戻しに失敗し、依頼前の設定に戻した。対処は有効なままである。", "インスタンスの応答を確認し、手作業で切り戻すこと。"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes that have words of their own here.</summary>
    public static IEnumerable<string> Codes => Words.Keys;

    public static ReasonWords? Find(string code) => Words.GetValueOrDefault(code);
}
