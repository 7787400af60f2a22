using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>
/// The commands of the guides and of every README are run as they stand, each page from its beginning to its end, on a cluster with the sample app. A comment
/// before a block, which a reader does not see, says where that cannot be: then every command must at least be one that its program understands.
/// </summary>
[Collection(nameof(CommandGroup))]
public sealed partial class GuideTests(OctoberCluster october)
{
    private const string NotRun = "Not run by the tests";
    private const string DryRun = "The tests add --dry-run=server";

    public static TheoryData<string> Pages() =>
        [
            .. Directory.EnumerateFiles(RepositoryRoot.File("docs/guides")).Select(path => "docs/guides/" + Path.GetFileName(path))
                .Concat(["README.md", "SECURITY.md", "CONTRIBUTING.md"]).Concat(Readmes.Paths())
                .Where(page => Blocks(page).Count > 0).Order(),
        ];

    [LocalTheory("guides are for the local cluster, its port and its images")]
    [MemberData(nameof(Pages))]
    public async Task Every_command_works(string page)
    {
        await october.ResetAsync();
        var folder = Directory.CreateTempSubdirectory("october-guide-").FullName;
        try
        {
            // What config/namespaced is for; they may exist already.
            foreach (var ns in (string[])["shops", "games"])
                await october.KubectlAsync("create", "namespace", ns);
            (await Command.RunAsync("cp", ["-rL", RepositoryRoot.File("config"), RepositoryRoot.File("charts"), folder])).Succeeds();
            var run = string.Concat(Blocks(page).Where(block => block.Comment != NotRun).Select(Script));
            (await BashAsync(folder, run)).Succeeds();
            foreach (var block in Blocks(page).Where(block => block.Comment == NotRun))
            {
                Assert.Equal(0, (await Command.RunAsync("bash", ["-n", "-c", block.Text])).ExitCode);
                foreach (var command in Commands(block.Text))
                    await UnderstandsAsync(folder, command);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            var key = new JsonObject { ["stringData"] = new JsonObject { ["API_KEY"] = Key() } }.ToJsonString();
            await october.KubectlAsync("patch", "secret", "october-api-auth", "-n", "october", "--type", "merge", "-p", key);
            await october.KubectlAsync("patch", "oapp", "october", "-n", "october", "--type", "merge", "-p", """{"spec":{"restore":null,"backup":null}}""");
        }
    }

    private string Key() => october.Ingress.DefaultRequestHeaders.GetValues("X-API-Key").Single();

    private static string Script(Block block) => block.Comment == DryRun
        ? $"dry=yes\n{block.Text}\ndry=\n"
        : block.Text + "\n";

    private async Task<Command> BashAsync(string folder, string text)
    {
        var script = text
            .Replace("./october ", "october ", StringComparison.Ordinal)
            .Replace(".october/kubeconfig", october.Kubeconfig, StringComparison.Ordinal)
            .Replace("127.0.0.1:8080", $"127.0.0.1:{october.Local.Port}", StringComparison.Ordinal)
            .Replace("localhost:8000", $"127.0.0.1:{october.Local.Port}", StringComparison.Ordinal);
        return await Command.RunAsync(
            "bash",
            ["-c", $$"""
                set -euo pipefail
                cd '{{folder}}'
                dry=
                # What serves until it is ended is ended when it has said where.
                dashboard() {
                  '{{RepositoryRoot.File("october")}}' "$@" --port {{LocalOctober.FreePort()}} >dashboard.log &
                  until grep -q http: dashboard.log; do kill -0 $!; sleep 0.1; done
                  kill $!
                  wait $! || true
                }
                october() {
                  local code=0
                  [ "$1" != dashboard ] || { dashboard "$@"; return; }
                  '{{RepositoryRoot.File("october")}}' "$@" || code=$?
                  # 3 of netpol: something is denied.
                  [ "$1 $code" != 'netpol 3' ] || code=0
                  return "$code"
                }
                # Where a guide speaks of an api without Ingress, the sample's is asked.
                curl() {
                  case "$*" in
                    *X-API-Key*) command curl -fsS "$@" ;;
                    *) command curl -fsS -H 'Host: api.october.localhost' -H "X-API-Key: $KEY" "$@" ;;
                  esac
                }
                kubectl() {
                  local changes=
                  case "$dry $1" in
                    'yes apply' | 'yes delete') changes=--dry-run=server ;;
                    # For what has not been applied.
                    'yes wait' | 'yes rollout') return 0 ;;
                    # Usage is measured some seconds after a pod has started.
                    ' top') until command kubectl "$@" 2>/dev/null; do sleep 0.5; done; return ;;
                  esac
                  # What watches without end is watched for a moment.
                  case " $* " in *' -w '*) timeout 3 kubectl "$@" || [ $? = 124 ] ;; *) command kubectl "$@" $changes ;; esac
                }
                {{script}}
                """],
            new Dictionary<string, string> { ["KUBECONFIG"] = october.Kubeconfig, ["KEY"] = Key() },
            timeout: TimeSpan.FromMinutes(4));
    }

    /// <summary>The program's own parser takes the command; nothing is reached or changed.</summary>
    private static async Task UnderstandsAsync(string folder, string command)
    {
        if (command.StartsWith("./october ", StringComparison.Ordinal))
        {
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var help = (await LocalOctober.OctoberAsync(words[1], "--help")).Succeeds().Output;
            Assert.All(words.Where(word => word.StartsWith('-')), word => Assert.Contains(word, help, StringComparison.Ordinal));
        }

        if (command.StartsWith("kubectl ", StringComparison.Ordinal))
        {
            var refused = await Command.RunAsync(
                "bash", ["-c", $"cd '{folder}'; {command} --server=https://127.0.0.1:1 --token=none --request-timeout=1s"],
                new Dictionary<string, string> { ["KUBECONFIG"] = "/dev/null" });
            Assert.DoesNotMatch("unknown (flag|shorthand|command)|Error: ", refused.Error);
        }
    }

    private static IEnumerable<string> Commands(string text) =>
        text.Replace("\\\n", "", StringComparison.Ordinal).Split('\n').Select(line => Trailing().Replace(line, "").TrimEnd()).Where(line => line.Length > 0);

    private static List<Block> Blocks(string page) =>
        [
            .. Fence().Matches(File.ReadAllText(RepositoryRoot.File(page)))
                .Select(match => new Block(match.Groups["comment"].Value, match.Groups["text"].Value)),
        ];

    [GeneratedRegex("(?:<!-- (?<comment>[^:>]*)(?:: [^>]*)?-->\n\n?)?```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(^|\s+)#.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Trailing();

    private sealed record Block(string Comment, string Text);
}
