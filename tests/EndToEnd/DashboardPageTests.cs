using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>october dashboard, beside a running operator.</summary>
[Collection(nameof(CommandGroup))]
public sealed class DashboardPageTests(OctoberCluster october)
{
    [Fact]
    public async Task It_shows_the_app_and_its_figures_and_the_operator_has_the_last_word()
    {
        await october.ResetAsync();
        var start = new ProcessStartInfo(RepositoryRoot.File("october")) { UseShellExecute = false, RedirectStandardOutput = true };
        string[] arguments = ["dashboard", "-n", "october", "--kubeconfig", october.Kubeconfig, "--port", $"{LocalOctober.FreePort()}", "-o", "json"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var url = new Uri((string)JsonNode.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!)!["url"]!);
            using var client = new HttpClient { BaseAddress = new Uri(url.GetLeftPart(UriPartial.Authority)) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", url.Fragment["#key=".Length..]);

            await AwaitAsync(client, "/api/apps", message => (string?)message["apps"]!["october/october"]?["phase"] == "Ready");
            var series = await AwaitAsync(client, "/api/series?app=october/october", message => (double?)message["waiting"]!.AsArray()[^1] == 0);
            Assert.Null(series["queueError"]);
            Assert.Null(series["latencyError"]);

            using var abort = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/actions", UriKind.Relative));
            abort.Headers.Add("Origin", url.GetLeftPart(UriPartial.Authority));
            abort.Content = new StringContent("""{"app":"october/october","action":"abort"}""", Encoding.UTF8, "application/json");
            using var rejected = await client.SendAsync(abort, TestContext.Current.CancellationToken);
            Assert.Equal(409, (int)rejected.StatusCode);
            Assert.Contains(
                "rejected: no attempt is under way", await rejected.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            using var end = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        }

        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<JsonNode> AwaitAsync(HttpClient client, string path, Func<JsonNode, bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri(path, UriKind.Relative), deadline.Token));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line["data: ".Length..]) is { } message && condition(message))
                return message;
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
