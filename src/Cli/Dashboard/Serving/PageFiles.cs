using System.Reflection;

namespace October.Cli.Dashboard.Serving;

/// <summary>The files of the page, which are inside this program.</summary>
internal static class PageFiles
{
    private const string Prefix = "dashboard/";

    /// <summary>A file by its path; null for one that the page does not have.</summary>
    public static (Stream Content, string Type)? Open(string path)
    {
        var name = path == "/" ? "index.html" : path.TrimStart('/');
        return TypeOf(name) is { } type && Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name) is { } content ? (content, type) : null;
    }

    private static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => null,
    };
}
