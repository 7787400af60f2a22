using System.Text.RegularExpressions;

namespace October.LocalCluster.ApiServer.Validation;

/// <summary>The syntax of label keys and values (k8s.io/apimachinery/pkg/util/validation).</summary>
internal static partial class LabelValidation
{
    public const string NameMessage =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    public const string ValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>The sentences about a qualified name (<c>prefix/name</c>); none when it is fine.</summary>
    /// <param name="key">The name.</param>
    /// <param name="subject">How the sentence calls it: <c>label key</c> in labels.</param>
    public static IEnumerable<string> KeyProblems(string key, string subject = "a valid label key")
    {
        var parts = key.Split('/');
        var name = parts[^1];
        if (parts.Length > 2)
        {
            yield return $"{subject} {NameMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
                yield return "prefix part must be non-empty";
            foreach (var problem in parts[0].Length == 0 ? [] : Validation.NameValidation.Subdomain.Problems(parts[0]))
                yield return $"prefix part {problem}";
        }

        if (name.Length == 0)
            yield return "name part must be non-empty";
        else if (name.Length > 63)
            yield return "name part must be no more than 63 bytes";
        if (!NamePattern().IsMatch(name))
            yield return $"name part {NameMessage}";
    }

    public static IEnumerable<string> ValueProblems(string value)
    {
        if (value.Length > 63)
            yield return "must be no more than 63 bytes";
        if (!ValuePattern().IsMatch(value))
            yield return ValueMessage;
    }

    public static void CheckKey(string key)
    {
        var problems = KeyProblems(key).ToList();
        if (problems.Count > 0)
            throw new FormatException($"<nil>: Invalid value: \"{key}\": {string.Join("; ", problems)}");
    }

    public static void CheckValue(string value)
    {
        var problems = ValueProblems(value).ToList();
        if (problems.Count > 0)
            throw new FormatException($"<nil>: Invalid value: \"{value}\": {string.Join("; ", problems)}");
    }

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ValuePattern();
}
