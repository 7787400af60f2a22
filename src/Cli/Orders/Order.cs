using System.Globalization;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Crd;

namespace October.Cli.Orders;

/// <summary>Gives an app an order by annotation, and says whether the operator followed it.</summary>
internal static class Order
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A token that no earlier order had.</summary>
    public static string Token(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sets the annotation and waits until its token is handled.</summary>
    /// <exception cref="CliException">The operator refused it, or does not answer.</exception>
    public static async Task GiveAsync(AppSession session, string annotation, string token, Func<V1OctoberApp, string?> handled, CancellationToken cancellation, string? meanwhile = null, TimeSpan? patience = null)
    {
        await session.PatchAsync(
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = token } } }, cancellation);
        if (meanwhile is not null)
            await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {meanwhile}");
        var started = TimeProvider.System.GetTimestamp();
        while (handled(await session.ReadAsync(cancellation)) != token)
        {
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
                throw new CliException($"the operator has not done what {annotation} asks within {(patience ?? Patience).TotalSeconds:0} s; is it running? Try: october doctor");
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        if (await RefusalAsync(session, $"{annotation}={token} ", cancellation) is { } refusal)
            throw new CliException(refusal);
        var app = await session.ReadAsync(cancellation);
        Console.WriteLine($"{session.Namespace}/{session.Name}: {app.Status?.Message}");
    }

    /// <summary>The operator says why it did not follow an order in an event, written before status is; its message starts with the order.</summary>
    private static async Task<string?> RefusalAsync(AppSession session, string order, CancellationToken token)
    {
        var events = await session.Api.GetAsync($"api/v1/namespaces/{session.Namespace}/events?fieldSelector=reason%3DOrderRefused", token);
        return events!["items"]!.AsArray()
            .Where(entry => (string?)entry!["involvedObject"]?["name"] == session.Name)
            .Select(entry => (string?)entry!["message"])
            .FirstOrDefault(message => message?.StartsWith(order, StringComparison.Ordinal) == true);
    }
}
