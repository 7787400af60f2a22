using System.Text.RegularExpressions;

namespace October.LocalCluster.ApiServer.Validation;

/// <summary>A rule for names, with the sentence that refuses a wrong one (k8s.io/apimachinery/pkg/util/validation).</summary>
internal sealed partial class NameValidation(Func<string, IEnumerable<string>> problems)
{
    private const string LabelMessage =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label1035Message =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric "
        + "character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>RFC 1123 subdomain: most kinds.</summary>
    public static NameValidation Subdomain { get; } = new(value => Check(value, 253, SubdomainPattern(), SubdomainMessage, "characters"));

    /// <summary>RFC 1123 label: namespaces, services, containers.</summary>
    public static NameValidation Label { get; } = new(value => Check(value, 63, LabelPattern(), LabelMessage));

    /// <summary>RFC 1123 label, with the sentence about dots first: services.</summary>
    public static NameValidation LabelWithoutDots { get; } = new(value =>
        value.Contains('.') ? ["must not contain dots"] : Check(value, 63, LabelPattern(), LabelMessage));

    /// <summary>RFC 1035 label, which starts with a letter.</summary>
    public static NameValidation Label1035 { get; } = new(value => Check(value, 63, Label1035Pattern(), Label1035Message));

    /// <summary>A path segment: RBAC kinds.</summary>
    public static NameValidation PathSegment { get; } = new(PathSegmentProblems);

    /// <summary>The sentences about a name; none when it is fine.</summary>
    public IEnumerable<string> Problems(string name) => problems(name);

    private static IEnumerable<string> Check(string value, int limit, Regex pattern, string message, string unit = "bytes")
    {
        if (value.Length > limit)
            yield return $"must be no more than {limit} {unit}";
        if (!pattern.IsMatch(value))
            yield return message;
    }

    private static IEnumerable<string> PathSegmentProblems(string value)
    {
        if (value is "." or "..")
            yield return $"may not be '{value}'";
        foreach (var forbidden in (string[])["/", "%"])
        {
            if (value.Contains(forbidden))
                yield return $"may not contain '{forbidden}'";
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label1035Pattern();
}
