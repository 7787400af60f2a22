using System.Text.Json.Nodes;

namespace October.Operator.Controllers;

/// <summary>The operator dies at every write of a story, before it is sent or after it is done, and a new one always ends where an undisturbed one would.</summary>
public sealed class CrashMatrixTests
{
    [Theory]
    [InlineData(CrashPoint.BeforeSending)]
    [InlineData(CrashPoint.AnswerLost)]
    public Task Creating(CrashPoint point) => EveryWriteAsync(point, "Ready", "api:v1", october => october.ApplyAsync("api:v1"));

    [Theory]
    [InlineData(CrashPoint.BeforeSending)]
    [InlineData(CrashPoint.AnswerLost)]
    public Task Releasing(CrashPoint point) => EveryWriteAsync(point, "Ready", "api:v2", october => october.ApplyAsync("api:v2"), from: "api:v1");

    [Theory]
    [InlineData(CrashPoint.BeforeSending)]
    [InlineData(CrashPoint.AnswerLost)]
    public Task Taking_back_what_fails(CrashPoint point) => EveryWriteAsync(
        point, "RolledBack", "api:v1",
        october =>
        {
            october.Probed.Sum = address => address.Port == 8000 ? 6 : 5;
            return october.ApplyAsync("api:v2");
        },
        from: "api:v1");

    private static Task EveryWriteAsync(CrashPoint point, string phase, string image, Func<SimulatedOctober, Task> story, string? from = null) =>
        TryEveryWriteAsync(point, phase, image, story, from).WaitAsync(TimeSpan.FromMinutes(3));

    private static async Task TryEveryWriteAsync(CrashPoint point, string phase, string image, Func<SimulatedOctober, Task> story, string? from)
    {
        for (var write = 1; ; write++)
        {
            await using var october = await SimulatedOctober.StartAsync();
            if (from is not null)
            {
                await october.ApplyAsync(from);
                await october.PhaseAsync("Ready");
            }

            october.Requests.Clear();
            october.Requests.Crashed = october.KillOperator;
            october.Requests.Crash = (write, point);
            await story(october);
            await october.UntilAsync(
                async () => october.Requests.Crash is null || (string?)(await october.AppAsync())?["status"]?["phase"] == phase && await SettledAsync(october), $"write {write}");
            if (october.Requests.Crash is not null)
            {
                Assert.True(write > 5, $"the story has only {write - 1} writes");
                return;
            }

            await october.StopOperatorAsync();
            october.StartOperator();
            var app = await october.PhaseAsync(phase);
            Assert.Equal(image, (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
            Assert.Null(await october.GetAsync("apps", "deployments", "shop-api-preview"));
            Assert.Equal(phase == "RolledBack" ? "True" : null, (string?)app["status"]!["conditions"]!.AsArray().FirstOrDefault(c => (string?)c!["type"] == "Stalled")?["status"]);
        }
    }

    private static async Task<bool> SettledAsync(SimulatedOctober october)
    {
        var app = (await october.AppAsync())!;
        return JsonNode.DeepEquals(app["status"]!["observedGeneration"], app["metadata"]!["generation"]);
    }
}
