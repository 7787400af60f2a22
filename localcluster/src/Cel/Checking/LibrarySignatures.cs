namespace October.LocalCluster.Cel.Checking;

/// <summary>The libraries that an API server adds (<c>k8s.io/apiserver/pkg/cel/library</c> and cel-go's extensions).</summary>
internal static class LibrarySignatures
{
    public const string Text = """
        string_char_at_int: string.charAt(int) -> string
        string_index_of_string: string.indexOf(string) -> int
        string_index_of_string_int: string.indexOf(string, int) -> int
        string_last_index_of_string: string.lastIndexOf(string) -> int
        string_last_index_of_string_int: string.lastIndexOf(string, int) -> int
        string_lower_ascii: string.lowerAscii() -> string
        string_upper_ascii: string.upperAscii() -> string
        string_replace_string_string: string.replace(string, string) -> string
        string_replace_string_string_int: string.replace(string, string, int) -> string
        string_split_string: string.split(string) -> list(string)
        string_split_string_int: string.split(string, int) -> list(string)
        string_substring_int: string.substring(int) -> string
        string_substring_int_int: string.substring(int, int) -> string
        string_trim: string.trim() -> string
        string_format: string.format(list(dyn)) -> string
        strings_quote: global strings.quote(string) -> string
        list_join: list(string).join() -> string
        list_join_string: list(string).join(string) -> string
        string_find_string: string.find(string) -> string
        string_find_all_string: string.findAll(string) -> list(string)
        string_find_all_string_int: string.findAll(string, int) -> list(string)
        """;

    public const string Lists = """
        list_a_index_of_int: list(A).indexOf(A) -> int
        list_a_last_index_of_int: list(A).lastIndexOf(A) -> int
        list_slice: list(A).slice(int, int) -> list(A)
        list_flatten: list(list(A)).flatten() -> list(A)
        list_flatten_int: list(dyn).flatten(int) -> list(dyn)
        lists_range: global lists.range(int) -> list(int)
        list_distinct: list(A).distinct() -> list(A)
        list_reverse: list(A).reverse() -> list(A)
        list_first: list(A).first() -> optional_type(A)
        list_last: list(A).last() -> optional_type(A)
        list_sets_contains_list: global sets.contains(list(T), list(T)) -> bool
        list_sets_equivalent_list: global sets.equivalent(list(T), list(T)) -> bool
        list_sets_intersects_list: global sets.intersects(list(T), list(T)) -> bool
        """;

    public const string Values = """
        is_url_string: isURL(string) -> bool
        string_to_url: url(string) -> kubernetes.URL
        url_get_scheme: kubernetes.URL.getScheme() -> string
        url_get_host: kubernetes.URL.getHost() -> string
        url_get_hostname: kubernetes.URL.getHostname() -> string
        url_get_port: kubernetes.URL.getPort() -> string
        url_get_escaped_path: kubernetes.URL.getEscapedPath() -> string
        url_get_query: kubernetes.URL.getQuery() -> map(string, list(string))
        is_ip: isIP(string) -> bool
        string_to_ip: ip(string) -> net.IP
        ip_is_canonical: global ip.isCanonical(string) -> bool
        ip_family: net.IP.family() -> int
        ip_is_unspecified: net.IP.isUnspecified() -> bool
        ip_is_loopback: net.IP.isLoopback() -> bool
        ip_is_link_local_multicast: net.IP.isLinkLocalMulticast() -> bool
        ip_is_link_local_unicast: net.IP.isLinkLocalUnicast() -> bool
        ip_is_global_unicast: net.IP.isGlobalUnicast() -> bool
        ip_to_string: string(net.IP) -> string
        is_cidr: isCIDR(string) -> bool
        string_to_cidr: cidr(string) -> net.CIDR
        cidr_contains_ip_string: net.CIDR.containsIP(string) -> bool
        cidr_contains_ip_ip: net.CIDR.containsIP(net.IP) -> bool
        cidr_contains_cidr_string: net.CIDR.containsCIDR(string) -> bool
        cidr_contains_cidr: net.CIDR.containsCIDR(net.CIDR) -> bool
        cidr_ip: net.CIDR.ip() -> net.IP
        cidr_masked: net.CIDR.masked() -> net.CIDR
        cidr_prefix_length: net.CIDR.prefixLength() -> int
        cidr_to_string: string(net.CIDR) -> string
        is_quantity_string: isQuantity(string) -> bool
        string_to_quantity: quantity(string) -> kubernetes.Quantity
        quantity_sign: kubernetes.Quantity.sign() -> int
        quantity_is_integer: kubernetes.Quantity.isInteger() -> bool
        quantity_get_int: kubernetes.Quantity.asInteger() -> int
        quantity_get_float: kubernetes.Quantity.asApproximateFloat() -> double
        quantity_is_greater_than: kubernetes.Quantity.isGreaterThan(kubernetes.Quantity) -> bool
        quantity_is_less_than: kubernetes.Quantity.isLessThan(kubernetes.Quantity) -> bool
        quantity_compare_to: kubernetes.Quantity.compareTo(kubernetes.Quantity) -> int
        quantity_add: kubernetes.Quantity.add(kubernetes.Quantity) -> kubernetes.Quantity
        quantity_add_int: kubernetes.Quantity.add(int) -> kubernetes.Quantity
        quantity_sub: kubernetes.Quantity.sub(kubernetes.Quantity) -> kubernetes.Quantity
        quantity_sub_int: kubernetes.Quantity.sub(int) -> kubernetes.Quantity
        is_semver_string: isSemver(string) -> bool
        is_semver_string_bool: isSemver(string, bool) -> bool
        string_to_semver: semver(string) -> kubernetes.Semver
        string_bool_to_semver: semver(string, bool) -> kubernetes.Semver
        semver_major: kubernetes.Semver.major() -> int
        semver_minor: kubernetes.Semver.minor() -> int
        semver_patch: kubernetes.Semver.patch() -> int
        semver_is_greater_than: kubernetes.Semver.isGreaterThan(kubernetes.Semver) -> bool
        semver_is_less_than: kubernetes.Semver.isLessThan(kubernetes.Semver) -> bool
        semver_compare_to: kubernetes.Semver.compareTo(kubernetes.Semver) -> int
        format-validate: kubernetes.NamedFormat.validate(string) -> optional_type(list(string))
        format-named: global format.named(string) -> optional_type(kubernetes.NamedFormat)
        """;

    private static readonly string[] Comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

    private static readonly string[] Summable = ["int", "uint", "double", "duration"];

    private static readonly string[] Formats =
    [
        "dns1123Label", "dns1123LabelPrefix", "dns1123Subdomain", "dns1123SubdomainPrefix", "dns1035Label", "dns1035LabelPrefix",
        "qualifiedName", "labelValue", "uri", "uuid", "byte", "date", "datetime",
    ];

    public static IEnumerable<string> PerType() =>
        Comparable.SelectMany(static type => (string[])
            [
                $"list_{type}_is_sorted_bool: list({type}).isSorted() -> bool",
                $"list_{type}_min_{type}: list({type}).min() -> {type}",
                $"list_{type}_max_{type}: list({type}).max() -> {type}",
                $"list_{type}_sort: list({type}).sort() -> list({type})",
            ])
            .Concat(Summable.Select(static type => $"list_{type}_sum_{type}: list({type}).sum() -> {type}"))
            .Concat(Formats.Select(static format => $"format-{format}: global format.{format}() -> kubernetes.NamedFormat"));
}
