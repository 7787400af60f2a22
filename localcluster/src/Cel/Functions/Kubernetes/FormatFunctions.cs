using System.Globalization;
using System.Text.RegularExpressions;
using October.LocalCluster.Cel.Values;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' format library: <c>format.dns1123Label().validate(x)</c> is none when the text fits, else the reasons.</summary>
internal static partial class FormatFunctions
{
    private static readonly Dictionary<string, Func<string, string?>> Formats = new(StringComparer.Ordinal)
    {
        ["dns1123Label"] = static text =>
            Shape(
                text,
                63,
                Label(),
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"),
        ["dns1123LabelPrefix"] = static text =>
            Shape(
                text.TrimEnd('-'),
                63,
                Label(),
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"),
        ["dns1123Subdomain"] = static text =>
            Shape(
                text,
                253,
                Subdomain(),
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric "
                    + "character"),
        ["dns1123SubdomainPrefix"] = static text =>
            Shape(
                text.TrimEnd('-', '.'),
                253,
                Subdomain(),
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric "
                    + "character"),
        ["dns1035Label"] = static text =>
            Shape(
                text,
                63,
                OldLabel(),
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric "
                    + "character"),
        ["dns1035LabelPrefix"] = static text =>
            Shape(
                text.TrimEnd('-'),
                63,
                OldLabel(),
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric "
                    + "character"),
        ["qualifiedName"] = QualifiedName,
        ["labelValue"] = static text =>
            text.Length == 0
                ? null
                : Shape(
                    text,
                    63,
                    NamePart(),
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
                        + "character"),
        ["uri"] = static text => CelUrl.Parse(text) is null ? "invalid URI" : null,
        ["uuid"] = static text => Guid.TryParseExact(text, "D", out _) || Guid.TryParseExact(text, "N", out _) ? null : "does not match the UUID format",
        ["byte"] = static text => Convert.TryFromBase64String(text, new byte[text.Length], out _) ? null : "invalid base64",
        ["date"] = static text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "invalid date",
        ["datetime"] = static text => CelTimestamp.Parse(text) is null ? "invalid datetime" : null,
    };

    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } =
        Formats
            .Keys.Select(static name => new KeyValuePair<string, CelFunction>(
                "format." + name, (_, args) => args is [] ? new CelFormat(name) : throw CelException.NoSuchOverload()))
            .Append(
                new(
                    "format.named",
                    static (_, args) =>
                        args is [string name]
                            ? Formats.ContainsKey(name)
                                ? CelOptional.Of(new CelFormat(name))
                                : CelOptional.None
                            : throw CelException.NoSuchOverload()))
            .ToDictionary(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["validate"] = static (context, args) =>
        {
            if (args is not [CelFormat format, string text])
                throw CelException.NoSuchOverload();
            context.Meter.ChargeText(text.Length);
            return Formats[format.Name](text) is { } reason ? CelOptional.Of(new CelList([reason])) : CelOptional.None;
        },
    };

    private static string? QualifiedName(string text)
    {
        var parts = text.Split('/');
        const string Shape63 = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
        return parts switch
        {
            [var name] => Shape(name, 63, NamePart(), Shape63),
            [var prefix, var name] => Formats["dns1123Subdomain"](prefix) is { } reason ? "prefix part " + reason : Shape(name, 63, NamePart(), Shape63),
            _ => "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/'",
        };
    }

    private static string? Shape(string text, int max, Regex pattern, string otherwise)
    {
        if (text.Length > max)
            return $"must be no more than {max} characters";
        return pattern.IsMatch(text) ? null : otherwise;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OldLabel();

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePart();
}
