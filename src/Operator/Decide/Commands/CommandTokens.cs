using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using October.Crd;

namespace October.Operator.Decide.Commands;

/// <summary>
/// Tokens by command: those that the annotations have, or those that were handled. A command is new while its token is not the handled one, so an
/// annotation of an object that comes from Git is acted on once, however often it is applied.
/// </summary>
internal sealed record CommandTokens
{
    private const int LongestToken = 200;

    /// <summary>No command.</summary>
    public static CommandTokens None { get; } = new();

    /// <summary>Token of <c>october.dev/retry</c>.</summary>
    public string? Retry { get; init; }

    /// <summary>Token of <c>october.dev/abort</c>.</summary>
    public string? Abort { get; init; }

    /// <summary>Token of <c>october.dev/promote</c>.</summary>
    public string? Promote { get; init; }

    /// <summary>Token of <c>october.dev/rollback-to</c>: a revision's name, and after a slash any text.</summary>
    public string? RollbackTo { get; init; }

    /// <summary>Token of <c>october.dev/rotate-password</c>.</summary>
    public string? RotatePassword { get; init; }

    /// <summary>Token of <c>october.dev/backup-now</c>.</summary>
    public string? BackupNow { get; init; }

    /// <summary>Reads an object's annotations; an empty token is no command.</summary>
    public static CommandTokens Read(IDictionary<string, string>? annotations) =>
        Enum.GetValues<CommandKind>()
            .Aggregate(
                None,
                (tokens, kind) => annotations?.TryGetValue(Annotation(kind), out var token) == true && token.Length > 0
                    ? tokens.With(kind, Known(kind, token))
                    : tokens);

    /// <summary>
    /// Tokens are repeated in status and events: one that does not belong there is known by its digest. An operator from before that remembered it as it
    /// is.
    /// </summary>
    public static string Known(CommandKind kind, string token) =>
        kind == CommandKind.RollbackTo && token.Split('/', 2) is [{ Length: <= LongestToken } name, var rest] ? $"{Known(name)}/{Known(rest)}" : Known(token);

    private static string Known(string token) =>
        token.Length <= LongestToken && !token.Any(static letter => char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            ? token
            : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..16]}";

    /// <summary>The annotation that gives the command.</summary>
    public static string Annotation(CommandKind kind) => kind switch
    {
        CommandKind.Retry => OctoberApi.RetryAnnotation,
        CommandKind.Abort => OctoberApi.AbortAnnotation,
        CommandKind.Promote => OctoberApi.PromoteAnnotation,
        CommandKind.RollbackTo => OctoberApi.RollbackToAnnotation,
        CommandKind.RotatePassword => OctoberApi.RotatePasswordAnnotation,
        _ => OctoberApi.BackupNowAnnotation,
    };

    /// <summary>The token of one command; null for none.</summary>
    public string? Of(CommandKind kind) => kind switch
    {
        CommandKind.Retry => Retry,
        CommandKind.Abort => Abort,
        CommandKind.Promote => Promote,
        CommandKind.RollbackTo => RollbackTo,
        CommandKind.RotatePassword => RotatePassword,
        _ => BackupNow,
    };

    /// <summary>The same with another token for one command.</summary>
    public CommandTokens With(CommandKind kind, string? token) => kind switch
    {
        CommandKind.Retry => this with { Retry = token },
        CommandKind.Abort => this with { Abort = token },
        CommandKind.Promote => this with { Promote = token },
        CommandKind.RollbackTo => this with { RollbackTo = token },
        CommandKind.RotatePassword => this with { RotatePassword = token },
        _ => this with { BackupNow = token },
    };

    /// <summary>The command's token, if it is there and was not handled yet.</summary>
    public string? New(CommandKind kind, CommandTokens handled) => Of(kind) is { } token && token != handled.Of(kind) ? token : null;

    /// <summary>These as handled. A command whose annotation was removed stays handled: setting the same token again is not a new command.</summary>
    public CommandTokens Handle(CommandKind kind, CommandTokens requested) => requested.Of(kind) is { } token ? With(kind, token) : this;
}
