using System.IO.Compression;
using System.Net;
using October.Cli.Apps;
using October.Cli.Cluster;

namespace October.Cli.Diagnosis;

public sealed class DiagnosticArchiveTests
{
    private const string Pods = """
        {"items":[{"metadata":{"name":"shop-api-1","namespace":"default"},"spec":{"containers":[{"name":"api"}]}}]}
        """;

    [Fact]
    public async Task What_cannot_be_read_is_named_and_keeps_nothing_else_out()
    {
        using var server = new ScriptedApi(path => path switch
        {
            _ when path.Contains("/log?container=api", StringComparison.Ordinal) && path.EndsWith("previous=true", StringComparison.Ordinal) =>
                ScriptedApi.Refuse(HttpStatusCode.BadRequest, "previous terminated container not found"),
            _ when path.Contains("/log?container=api", StringComparison.Ordinal) => ScriptedApi.Refuse(HttpStatusCode.Forbidden, "you may not read logs"),
            _ when path.StartsWith("/api/v1/pods?", StringComparison.Ordinal) => ScriptedApi.Refuse(HttpStatusCode.Forbidden, "you may not list pods"),
            _ when path.Contains("/networkpolicies", StringComparison.Ordinal) => ScriptedApi.Refuse(HttpStatusCode.Forbidden, "you may not list policies"),
            _ when path.Contains("/pods", StringComparison.Ordinal) => (HttpStatusCode.OK, Pods),
            _ when path.Contains("/cronjobs", StringComparison.Ordinal) => (HttpStatusCode.OK, """{"items":[{"metadata":{"name":"shop-backup"}}]}"""),
            _ => (HttpStatusCode.OK, """{"items":[]}"""),
        });
        using var session = new AppSession(server.Connect(), "default", "shop");
        using var stream = new MemoryStream();
        await using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            await DiagnosticArchive.WriteAsync(session, null, archive, _ => { }, TestContext.Current.CancellationToken);

        await using var written = new ZipArchive(stream);
        var notes = await TextAsync(written, "not-readable.txt");
        Assert.Equal(
            ["logs/shop-api-1/api.log: you may not read logs", "networkpolicies.json: you may not list policies"],
            notes.Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("shop-backup", await TextAsync(written, "cronjobs.json"), StringComparison.Ordinal);
        Assert.Equal("you may not list pods", await TextAsync(written, "operator/not-readable.txt"));
    }

    private static async Task<string> TextAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
