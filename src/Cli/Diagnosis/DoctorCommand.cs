using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Cli.Usage;

namespace October.Cli.Diagnosis;

/// <summary><c>october doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var output = OutputOption.Create();
        var command = new AnsweringCommand("doctor", """
            Checks that a cluster has what October needs, and prints how to fix what is missing.
            Exit code 0 when nothing required is missing, 1 when something is, or could not be checked.

            Examples:
              october doctor
              october doctor --context prod -o json
            """)
        {
            output,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (api, ns) = cluster.Connect(parsed);
            using (api)
            {
                var findings = await ClusterChecks.RunAsync(api, ns, cancellationToken);
                if (parsed.GetValue(output) == "json")
                    Console.WriteLine(new JsonArray([.. findings.Select(Json)]).ToJsonString());
                else
                    foreach (var finding in findings)
                        Console.WriteLine($"{Mark(finding)}  {finding.What}{(finding.Advice is null ? "" : $"\n      {finding.Advice}")}");
                return findings.Any(finding => finding.Verdict is Verdict.Missing or Verdict.Unknown) ? 1 : 0;
            }
        });
        return command;
    }

    private static string Mark(Finding finding) => finding.Verdict switch
    {
        Verdict.Good => "ok  ",
        Verdict.Missing => "FAIL",
        Verdict.Unknown => "????",
        _ => "note",
    };

    private static JsonObject Json(Finding finding) => new()
    {
        ["check"] = finding.What,
        ["verdict"] = finding.Verdict.ToString(),
        ["advice"] = finding.Advice,
    };
}
