using System.Text.Json;
using System.Text.RegularExpressions;

namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>What Go's decoder says of a document that is no JSON.</summary>
internal static partial class GoJsonProblem
{
    private static readonly (string Part, string Sentence)[] Sentences =
    [
        ("start of a property name", "looking for beginning of object key string"),
        ("trailing comma", "looking for beginning of object key string"),
        ("start of a value", "looking for beginning of value"),
        ("after a property name", "after object key"),
        ("after a value. Expected either", "after object key:value pair"),
        ("after a single JSON value", "after top-level value"),
        ("invalid escapable character", "in string escape code"),
        ("invalid within a JSON string", "in string literal"),
    ];

    public static string Of(JsonException problem)
    {
        var text = problem.Message.Split(". LineNumber")[0];
        var character = Character().Match(text).Groups["character"];
        foreach (var (part, sentence) in Sentences)
        {
            if (character.Success && text.Contains(part, StringComparison.Ordinal))
                return $"invalid character '{character.Value}' {sentence}";
        }

        return text;
    }

    [GeneratedRegex("^'(?<character>.)' is", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Character();
}
