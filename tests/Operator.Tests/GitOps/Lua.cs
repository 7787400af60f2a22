using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Operator.GitOps;

/// <summary>Runs a script of Argo CD's kind, whose input is the global <c>obj</c>, over many resources in one process.</summary>
internal static class Lua
{
    /// <summary>One line per resource, printed by <paramref name="print"/> from <c>result</c>.</summary>
    public static async Task<string[]> RunAsync(string script, string print, IEnumerable<JsonObject> resources)
    {
        var program = new StringBuilder("local function run(obj)\n").AppendLine(script).AppendLine("end");
        foreach (var resource in resources)
            program.Append("do local result = run(").Append(Literal(resource)).Append(") ").Append(print).AppendLine(" end");

        using var lua =
            Process.Start(
                new ProcessStartInfo("lua5.4", "-")
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }) ?? throw new InvalidOperationException("lua5.4 did not start");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var output = lua.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = lua.StandardError.ReadToEndAsync(limit.Token);
        await lua.StandardInput.WriteAsync(program, limit.Token);
        lua.StandardInput.Close();
        await lua.WaitForExitAsync(limit.Token);
        Assert.True(lua.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Literal(JsonNode? node) => node switch
    {
        null => "nil",
        JsonObject map => "{" + string.Join(",", map.Where(pair => pair.Value is not null).Select(pair => $"[{Text(pair.Key)}]={Literal(pair.Value)}")) + "}",
        JsonArray list => "{" + string.Join(",", list.Select(Literal)) + "}",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text((string)value!),
        _ => node.ToJsonString(),
    };

    private static string Text(string text) =>
        "\""
        + string.Concat(
            Encoding
                .UTF8.GetBytes(text)
                .Select(letter =>
                    letter is >= 32 and < 127 and not (byte)'"' and not (byte)'\\'
                        ? ((char)letter).ToString()
                        : "\\" + letter.ToString("000", CultureInfo.InvariantCulture)))
        + "\"";
}
