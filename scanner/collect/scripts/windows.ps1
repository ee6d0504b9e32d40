# Collector of genkyo for Windows: PowerShell 2.0 and later, read by a bootstrap (scanner/host_system.c) from standard
# input as one block, with the header line as its argument:
#   GENKYO_MARKER=<32 hex digits>   frames the sections (scanner/collect/section.h)
# It only reads: no file and no key is written, no environment and no process arguments are collected, and never
# Win32_Product, which repairs what it lists.
# A section is one JSON object: classes and what else was read, each an array of rows; "denied" names what needs
# privilege, "failed" what else did not come. The exit status says whether what the section tells is whole. What the
# values mean is for the parsers to say (scanner/collect/windows/); here nothing is judged.
# All of it is ASCII, in lines that are short where they can be: a shell between here and there may change the code page
# and the line ends. Everything runs from the last line: a script that arrives cut off does nothing.
param([string]$Header)

# --- JSON, which PowerShell 2.0 does not write ---

function Format-Text([string]$Text) {
    if ($Text -cmatch '[^\x20-\x7e]') {
        $Text = $Text -creplace '[\x00-\x1f\x7f]', ' '
        # half of a pair is no character
        $Text = $Text -creplace '[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]', '?'
    }
    $Text = $Text.Replace('\', '\\').Replace('"', '\"')
    if ($Text -cmatch '[^\x20-\x7e]') {
        $escape = [Text.RegularExpressions.MatchEvaluator]{ '\u{0:x4}' -f [int][char]$args[0].Value }
        $Text = [Regex]::Replace($Text, '[^\x20-\x7e]', $escape)
    }
    '"' + $Text + '"'
}

# Numbers that JSON readers may not hold, such as unsigned ones of 64 bits, become text.
function Format-Value($Value, [int]$Depth) {
    if ($Value -is [bool]) {
        if ($Value) { 'true' } else { 'false' }
    } elseif ($Value -is [DateTime]) {
        Format-Text ($Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant))
    } elseif ($Value -is [byte] -or $Value -is [int16] -or $Value -is [uint16] -or $Value -is [int] -or
        $Value -is [uint32] -or $Value -is [long]) {
        [string]$Value
    } elseif ($Value -is [Array] -and $Depth -gt 0) {
        $items = New-Object Collections.ArrayList
        foreach ($item in $Value) { [void]$items.Add((Format-Value $item ($Depth - 1))) }
        '[' + ($items -join ',') + ']'
    } else {
        Format-Text ([string]$Value)
    }
}

# --- rows of the current section ---

function Add-Rows([string]$Name, $Objects, [string[]]$Properties) {
    $rows = New-Object Collections.ArrayList
    foreach ($object in @($Objects)) {
        if ($null -eq $object) { continue }
        $cells = New-Object Collections.ArrayList
        foreach ($property in $Properties) {
            $value = $object.$property
            if ($null -ne $value) { [void]$cells.Add((Format-Text $property) + ':' + (Format-Value $value 1)) }
        }
        [void]$rows.Add('{' + ($cells -join ",`n") + '}')
    }
    [void]$section.Parts.Add((Format-Text $Name) + ':[' + ($rows -join ",`n") + ']')
}

function Test-Denied($Record) {
    $cause = $Record.Exception.GetBaseException()
    ([string]$Record.CategoryInfo.Category -eq 'PermissionDenied') -or ($cause -is [UnauthorizedAccessException]) -or
        ($cause -is [Security.SecurityException]) -or ([string]$cause.ErrorCode -eq 'AccessDenied')
}

function Add-Failure([string]$Name, $Record) {
    if (Test-Denied $Record) { [void]$section.Denied.Add($Name) } else { [void]$section.Failed.Add($Name) }
}

function Read-Class([string]$Class, [string]$Namespace) {
    if ($hasCim) {
        Get-CimInstance -ClassName $Class -Namespace $Namespace -OperationTimeoutSec 30 -ErrorAction Stop
    } else {
        Get-WmiObject -Class $Class -Namespace $Namespace -ErrorAction Stop
    }
}

# Without it the section is not whole.
function Add-Class([string]$Class, [string[]]$Properties, [string]$Namespace = 'root\cimv2') {
    try {
        Add-Rows $Class @(Read-Class $Class $Namespace) $Properties
    } catch {
        Add-Failure $Class $_
        $section.Status = 1
    }
}

# What newer systems, or users with more rights, have to add.
function Add-Extra([string]$Class, [string]$Namespace, [string[]]$Properties) {
    try {
        Add-Rows $Class @(Read-Class $Class $Namespace) $Properties
    } catch {
        Add-Failure $Class $_
    }
}

# The named values of a registry key, as a table; nothing when there is no such key.
function Read-Key($Hive, [string]$Path, [string[]]$Names) {
    $key = $Hive.OpenSubKey($Path)
    if ($null -ne $key) {
        try {
            $row = @{}
            foreach ($name in $Names) { $row[$name] = $key.GetValue($name) }
            $row
        } finally {
            $key.Close()
        }
    }
}

function Add-Key([string]$Name, [string]$Path, [string[]]$Names) {
    try {
        Add-Rows $Name (Read-Key $machine $Path $Names) $Names
    } catch {
        Add-Failure $Name $_
    }
}

# --- sections ---

function Write-Section([string]$Name, [ScriptBlock]$Body) {
    $section = @{
        Parts = New-Object Collections.ArrayList
        Denied = New-Object Collections.ArrayList
        Failed = New-Object Collections.ArrayList
        Status = 0
    }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $out.Write("$marker begin $Name`n")
    try {
        & $Body | Out-Null
    } catch {
        Add-Failure $Name $_
        $section.Status = 1
    }
    [void]$section.Parts.Add('"denied":' + (Format-Value $section.Denied.ToArray() 1))
    [void]$section.Parts.Add('"failed":' + (Format-Value $section.Failed.ToArray() 1))
    $out.Write('{' + ($section.Parts -join ",`n") + '}')
    $out.Write("`n$marker end $Name $($section.Status) $($clock.ElapsedMilliseconds)`n")
    $out.Flush()
}

$collectSystem = {
    Add-Rows 'clock' @{ Local = [DateTime]::Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", $invariant) } @('Local')
    Add-Class 'Win32_ComputerSystem' @('Name', 'DNSHostName', 'Domain', 'PartOfDomain', 'Manufacturer', 'Model',
        'SystemSKUNumber', 'PCSystemType')
    Add-Class 'Win32_ComputerSystemProduct' @('Vendor', 'Name', 'Version', 'IdentifyingNumber', 'UUID')
    Add-Class 'Win32_BIOS' @('SerialNumber', 'SMBIOSBIOSVersion')
    Add-Class 'Win32_SystemEnclosure' @('ChassisTypes', 'SerialNumber', 'SMBIOSAssetTag')
    Add-Class 'Win32_BaseBoard' @('SerialNumber')
    Add-Class 'Win32_OperatingSystem' @('ProductType')
}

$collectOs = {
    Add-Class 'Win32_OperatingSystem' @('Caption', 'Version', 'InstallDate', 'LastBootUpTime')
    Add-Key 'CurrentVersion' 'SOFTWARE\Microsoft\Windows NT\CurrentVersion' @('UBR', 'EditionID')
}

$collectCpu = {
    Add-Class 'Win32_Processor' @('Name', 'SocketDesignation', 'NumberOfCores', 'NumberOfLogicalProcessors')
}

$collectMemory = {
    Add-Class 'Win32_ComputerSystem' @('TotalPhysicalMemory')
    Add-Class 'Win32_PhysicalMemory' @('DeviceLocator', 'Capacity', 'Manufacturer', 'PartNumber', 'SerialNumber',
        'SMBIOSMemoryType')
}

$collectDisks = {
    Add-Class 'Win32_DiskDrive' @('DeviceID', 'Model', 'SerialNumber', 'Size', 'InterfaceType', 'FirmwareRevision')
    Add-Extra 'MSFT_PhysicalDisk' 'root\Microsoft\Windows\Storage' @('DeviceId', 'FriendlyName', 'Model',
        'SerialNumber', 'AdapterSerialNumber', 'Size', 'BusType', 'FirmwareVersion')
}

$collectNetwork = {
    Add-Class 'Win32_NetworkAdapter' @('Index', 'InterfaceIndex', 'Name', 'NetConnectionID', 'MACAddress',
        'NetConnectionStatus', 'Speed', 'PNPDeviceID')
    Add-Class 'Win32_NetworkAdapterConfiguration' @('Index', 'IPAddress')
    Add-Extra 'MSFT_NetAdapter' 'root\StandardCimv2' @('InterfaceIndex', 'PermanentAddress', 'NdisPhysicalMedium',
        'VlanID')
    Add-Extra 'MSFT_NetIPAddress' 'root\StandardCimv2' @('IPAddress', 'SuffixOrigin', 'AddressState')
}

function Add-Uninstall($Hive, [string]$Path, [string]$View) {
    $root = $Hive.OpenSubKey($Path)
    if ($null -eq $root) { return }
    try {
        foreach ($name in $root.GetSubKeyNames()) {
            try {
                $row = Read-Key $root $name $uninstallValues
                if ($null -ne $row) {
                    $row['View'] = $View
                    [void]$titles.Add($row)
                }
            } catch {
                Add-Failure "$View $name" $_
                $section.Status = 1
            }
        }
    } finally {
        $root.Close()
    }
}

$collectSoftware = {
    $uninstall = 'Microsoft\Windows\CurrentVersion\Uninstall'
    $uninstallValues = @('DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate', 'InstallLocation',
        'SystemComponent', 'ParentKeyName', 'ReleaseType')
    $titles = New-Object Collections.ArrayList
    Add-Uninstall $machine "SOFTWARE\$uninstall" 'machine'
    Add-Uninstall $machine "SOFTWARE\Wow6432Node\$uninstall" 'wow64'
    # what users have installed for themselves, as far as they are logged in; people only, no services
    foreach ($sid in $users.GetSubKeyNames()) {
        if ($sid -cnotmatch '^S-1-(5-21|12-1)-[0-9-]+$') { continue }
        try {
            Add-Uninstall $users "$sid\SOFTWARE\$uninstall" 'user'
        } catch {
            Add-Failure 'software of other users' $_
        }
    }
    Add-Key 'Environment' 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment' @('PROCESSOR_ARCHITECTURE')
    Add-Rows 'Uninstall' $titles ($uninstallValues + 'View')
}

$collectLogins = {
    Add-Class 'Win32_UserProfile' @('SID', 'LocalPath', 'LastUseTime', 'Special')
    Add-Class 'Win32_ComputerSystem' @('UserName')
    Add-Key 'LogonUI' 'SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI' @('LastLoggedOnUser',
        'LastLoggedOnSAMUser', 'LastLoggedOnUserSID')
    Add-Rows 'scanner' @{ SID = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value } @('SID')
}

$collectUpdates = {
    Add-Class 'Win32_QuickFixEngineering' @('HotFixID', 'Description')
}

$collectMonitors = {
    Add-Extra 'WmiMonitorID' 'root\wmi' @('ManufacturerName', 'ProductCodeID', 'SerialNumberID', 'UserFriendlyName')
}

# The host itself is one of the systems: who is told of none may not ask.
$collectGuests = {
    $hyperV = 'root\virtualization\v2'
    $systems = @(Read-Class 'Msvm_ComputerSystem' $hyperV)
    if ($systems.Count -eq 0) {
        [void]$section.Denied.Add('Msvm_ComputerSystem')
        $section.Status = 1
        return
    }
    Add-Rows 'Msvm_ComputerSystem' $systems @('Name', 'ElementName', 'EnabledState')
    Add-Class 'Msvm_VirtualSystemSettingData' @('InstanceID', 'BIOSGUID') $hyperV
    Add-Class 'Msvm_MemorySettingData' @('InstanceID', 'VirtualQuantity') $hyperV
    Add-Class 'Msvm_ProcessorSettingData' @('InstanceID', 'VirtualQuantity') $hyperV
    Add-Class 'Msvm_SyntheticEthernetPortSettingData' @('InstanceID', 'Address') $hyperV
    Add-Class 'Msvm_EmulatedEthernetPortSettingData' @('InstanceID', 'Address') $hyperV
}

function Invoke-Collection {
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    if (-not ($Header -cmatch '^GENKYO_MARKER=([0-9a-f]{32})$')) { exit 64 }
    $marker = $matches[1]
    $invariant = [Globalization.CultureInfo]::InvariantCulture
    $machine = [Microsoft.Win32.Registry]::LocalMachine
    $users = [Microsoft.Win32.Registry]::Users
    $hasCim = $null -ne (Get-Command Get-CimInstance -ErrorAction SilentlyContinue)
    $out = New-Object IO.StreamWriter -ArgumentList @([Console]::OpenStandardOutput(), [Text.Encoding]::ASCII)
    # ends a line that something before may have left open
    $out.Write("`n")
    Write-Section 'win_system' $collectSystem
    Write-Section 'win_os' $collectOs
    Write-Section 'win_cpu' $collectCpu
    Write-Section 'win_memory' $collectMemory
    Write-Section 'win_disks' $collectDisks
    Write-Section 'win_network' $collectNetwork
    Write-Section 'win_logins' $collectLogins
    Write-Section 'win_software' $collectSoftware
    Write-Section 'win_monitors' $collectMonitors
    Write-Section 'win_updates' $collectUpdates
    # Hyper-V's own service
    if ($null -ne (Get-Service vmms -ErrorAction SilentlyContinue)) {
        Write-Section 'win_guests' $collectGuests
    }
    $out.Write("$marker done`n")
    $out.Flush()
}

Invoke-Collection
