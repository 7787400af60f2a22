using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace October.Delivery.SupplyChain;

/// <summary>The packages that the programs contain, with the licences that their own files name.</summary>
internal static class ThirdPartyNotices
{
    private static readonly string[] Programs = ["src/Api", "src/Worker", "src/Operator", "src/Cli"];

    private static readonly string Cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static string Render()
    {
        var text = new StringBuilder("""
            The programs of October contain these packages. Made from the files of the packages themselves: OCTOBER_UPDATE_GOLDEN=1 ./test Delivery
            The notices of .NET, which the programs contain too, are beside this file in each image, in dotnet-LICENSE.txt and dotnet-THIRD-PARTY-NOTICES.txt.


            """);
        var packages = Packages().ToList();
        foreach (var package in packages)
            text.Append(CultureInfo.InvariantCulture, $"{package.Id} {package.Version}\n  {package.Copyright}\n  {package.License}\n\n");
        var libraries = PageLibraries.All().ToList();
        text.Append("The page of october dashboard, which is inside the command, contains these libraries.\n\n");
        foreach (var library in libraries)
            text.Append(CultureInfo.InvariantCulture, $"{library.Name} {library.Version}\n  {library.Copyright}\n  {library.License}\n\n");
        var licenses = packages.Select(package => package.License).Concat(libraries.Select(library => library.License));
        foreach (var license in licenses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            text.Append(new string('-', 80)).Append('\n').Append(license).Append("\n\n").Append(Text(license)).Append('\n');
        return text.ToString();
    }

    public static IEnumerable<(string Id, string Version, string Copyright, string License)> Packages() =>
        from package in Programs.SelectMany(Locked).DistinctBy(package => package.ToString(), StringComparer.OrdinalIgnoreCase)
        let folder = Path.Combine(Cache, package.Id.ToLowerInvariant(), package.Version)
        // Analyzers and generators have no code in what is built.
        where Directory.Exists(Path.Combine(folder, "lib"))
        orderby package.Id.ToLowerInvariant(), package.Version
        let about = XDocument.Load(Path.Combine(folder, package.Id.ToLowerInvariant() + ".nuspec")).Root!.Elements().First()
        select (package.Id, package.Version, Value(about, "copyright") ?? "Copyright " + Value(about, "authors"), License(about));

    private static IEnumerable<(string Id, string Version)> Locked(string program) =>
        JsonNode.Parse(File.ReadAllText(RepositoryRoot.File(program + "/packages.lock.json")))!["dependencies"]!["net10.0"]!.AsObject()
            .Where(entry => (string)entry.Value!["type"]! != "Project")
            .Select(entry => (entry.Key, (string)entry.Value!["resolved"]!));

    private static string? Value(XElement about, string name) => about.Elements().SingleOrDefault(one => one.Name.LocalName == name)?.Value.Trim();

    private static string License(XElement about)
    {
        var license = about.Elements().Single(element => element.Name.LocalName == "license");
        return (string)license.Attribute("type")! == "expression"
            ? license.Value
            : throw new NotSupportedException($"{Value(about, "id")} names a file as its licence: take its text into the notices");
    }

    private static string Text(string license) => license switch
    {
        "Apache-2.0" => File.ReadAllText(RepositoryRoot.File("LICENSE")),
        "MIT" => """
            Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
            "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
            distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
            following conditions:

            The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

            THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
            MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
            CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
            SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

            """,
        _ => throw new NotSupportedException($"The text of the licence {license} is not known here"),
    };
}
